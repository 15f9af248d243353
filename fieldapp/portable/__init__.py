"""Rules and templates written once, and run on the phone too.

`python.compile_modules` turns portable Python modules into one ES module, and
`jinja.compile_templates` the templates; both stand on one small runtime with Python's meaning
(`client/shared/runtime.ts`). What is outside the subset fails the build with file, line, and what
to write instead. Nothing is evaluated from text.

A portable module holds functions, constants, structs' constructors, and exceptions like

    class Refused(Exception):
        def __init__(self, code: str, message: str):
            self.code = code
            self.message = message

It may import other portable modules, structs (`fieldapp.documents`), plain constants, and
`portable.natives`: epoch, epoch_or_none, iso, zone_parts, from_local, derive, normal, plain, fold, runs, words_of. Anything may
be imported for annotations. There are: def, lambda, if, for, while, assignments, unpacking, walrus, del d[k],
raise; and, or, not, comparisons, + - * // %, f-strings with :d and :02d, comprehensions,
slices; abs all any bool chr dict divmod enumerate int isinstance len list max min next ord range
reversed set sorted str sum tuple zip; and the usual methods of str, list, dict and set.

There is no try, with, match, class of one's own, decorator, *args, /, float, generator, sort(),
getattr() or global state. Functions listed in a dict do what decorators would.

Where the two could still differ, and no build can see it:

- A dict's keys are strings, and the phone puts those that look like whole numbers first: go
  through sorted(d), or keep a list. A set is for `in` and len(), or goes through sorted().
- A tuple is a list, and a struct is a dict: neither == nor isinstance() tells them apart.
- An attribute that isn't there is None, not an error. So is a missing document field, even where
  the struct has a default: documents are sent whole.
- Only str, whole numbers, None and booleans are printed; a list or dict raises on the phone.
- Before int(text): text.isascii() and text.isdigit().
- A method named like one of Python's (get, items, index …) is Python's, whoever has it.
- A filter may be given a value that is missing: `if not x` first holds on both sides.

In templates (extends, block, super, include, import, macro, call, if, for, set, namespace, with):
dicts from a portable function, not structs, whose fields may have other names as JSON; no `loop` inside an include, `|list` after map and select, no key named like a dict's method, and
none of Flask's globals but url_for and static_url, and those handed to the compiler.
"""
