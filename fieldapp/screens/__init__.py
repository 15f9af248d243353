"""What a person sees: each screen turns documents into the context of its template.

A screen is a portable module with ``page(found, here)``: ``found`` holds what the route ``wants``,
as plain JSON data (maps and lists, not structs); ``here`` who looks, where and when. It returns the
template's context, or None where there is nothing of that name: then ``notfound.html`` is shown
with :func:`fieldapp.screens.notfound.page`, as a 404. Nothing here knows Flask or the worker.

What a route may want, by name in ``found``:

=================== ================================================================================
jobs                bodies of the sites' jobs: open, held, and closed in the last 14 days
orders              bodies of the orders of the user's sites, cancelled ones apart
deliveries          bodies of the deliveries of the last 14 days, and of the one named by ``params.id``
boxes               bodies of the boxes that someone must still decide about, and of the last 14 days
box                 the body of the box named by ``params.id``, or None
sites               bodies of the user's sites
people              bodies of the persons of the user's sites that match ``?q=`` (none without it)
sought              ``{role: bodies}``: persons who match each ``q.<role>`` of the query
workflows           ``{kind: workflow}``
queue               ``{waiting, attention, deciding, decided, sent, setaside}``: lists of entries, and cases
search              bodies that match ``?q=``, at most 50
job                 the body named by ``params.id``, or by the query's ``for``; None where unknown
workflow            the workflow of ``job``'s kind, or None
site                the body of ``job``'s site, or None
order               of ``job`` or named by ``params.id``: its body, or None
assets              ``{role: body}`` of ``job``'s machines
software            ``{role: body}`` of the lists of what is installed on ``job``'s machines, where they are at hand
cases               the user's cases about ``job``
waiting             queue entries about ``job`` that wait for another operation
rolls               bodies of the rolls of blank labels of the user's sites
home                the body of ``asset``'s site, or None
asset               the body named by ``params.tag`` or ``params.id``, or None
erasures            bodies of what was recorded of ``job``'s wipes, in order
erasure             the body of the wipe of ``asset`` that holds good, in a list of one or none
machines            bodies of all machines of the user's sites
person              the body named by the query's ``whom`` (``person:KEY``), or None
leavers             bodies of the persons of the user's sites who are not active any more
jobs_of_asset       bodies of the jobs that the asset (or the scanned one) is or was part of
mistaken            ``{field: body or None}``: machines named by a form that was not taken
named               ``{role: body or None}`` for each ``asset.<role>`` of the query: a tag, a serial
recent              ``{scans: [{text, at, asset, …}], counting}``: what was scanned lately on this phone, the last
                    first, and whether a count runs
tally               ``{running, lines, machines, people}``: the count that runs on this phone, on the server none
counts              bodies of the sites' counts
count               the body named by ``params.id``, or None
scanned             what the query's ``code`` is (:mod:`fieldapp.screens.codes`), its ``asset`` or None, and the ``rolls``
=================== ================================================================================
"""

PORTABLE = True

ROUTES = [
    {"path": "/work", "screen": "work", "template": "work.html", "wants": ["jobs", "sites"]},
    {"path": "/work/<id>", "screen": "worklist", "template": "worklist.html", "wants": ["jobs", "recent"]},
    {
        "path": "/bench",
        "screen": "bench",
        "template": "bench.html",
        "wants": ["machines", "jobs", "workflows"],
    },
    {
        "path": "/day",
        "screen": "day",
        "template": "day.html",
        "wants": ["jobs", "machines", "queue"],
    },
    {"path": "/calendar", "screen": "calendar", "template": "calendar.html", "wants": ["jobs", "sites"]},
    {
        "path": "/jobs/new",
        "screen": "new_job",
        "template": "job_new.html",
        "wants": ["workflows", "people", "named", "sought", "sites"],
    },
    {
        "path": "/jobs/<id>",
        "screen": "job",
        "template": "job.html",
        "wants": ["job", "workflow", "site", "sites", "others", "order", "assets", "cases", "waiting", "mistaken", "erasures"],
    },
    {
        "path": "/jobs/<id>/software",
        "screen": "software",
        "template": "software.html",
        "wants": ["job", "site", "assets", "software"],
    },
    {
        "path": "/jobs/<id>/clocks",
        "screen": "clocks",
        "template": "clocks.html",
        "wants": ["job", "site"],
    },
    {
        "path": "/A/<tag>",
        "screen": "asset",
        "template": "asset.html",
        "wants": ["asset", "jobs_of_asset", "erasure", "home", "rolls"],
    },
    {
        "path": "/assets/<id>",
        "screen": "asset",
        "template": "asset.html",
        "wants": ["asset", "jobs_of_asset", "erasure", "home"],
    },
    {"path": "/scan", "screen": "scan", "template": "scan.html", "wants": ["job", "recent"]},
    {
        "path": "/assets/<id>/receipt/<op>",
        "screen": "receipt",
        "template": "receipt.html",
        "wants": ["asset"],
    },
    {
        "path": "/hands",
        "screen": "hands",
        "template": "hands.html",
        "wants": ["machines", "jobs", "scanned"],
    },
    {
        "path": "/hands/over",
        "screen": "hand_over",
        "template": "hand_over.html",
        "wants": ["machines", "sites", "people", "person"],
    },
    {
        "path": "/holders",
        "screen": "holders",
        "template": "holders.html",
        "wants": ["machines", "sites", "jobs", "leavers"],
    },
    {
        "path": "/loans",
        "screen": "loans",
        "template": "loans.html",
        "wants": ["machines", "people", "person"],
    },
    {
        "path": "/scan/answer",
        "screen": "scan_answer",
        "template": "scan_answer.html",
        "wants": ["scanned", "jobs_of_asset", "orders", "job", "workflows", "sites"],
    },
    {
        "path": "/scan/check",
        "screen": "scan_check",
        "template": "scan_check.html",
        "wants": ["scanned", "job"],
    },
    {
        "path": "/scan/count",
        "screen": "count",
        "template": "count.html",
        "wants": ["tally", "jobs", "workflows", "sites"],
    },
    {"path": "/counts", "screen": "counts", "template": "counts.html", "wants": ["counts"]},
    {
        "path": "/counts/<id>",
        "screen": "count_result",
        "template": "count_result.html",
        "wants": ["count"],
    },
    {"path": "/queue", "screen": "queue", "template": "queue.html", "wants": ["queue"]},
    {
        "path": "/receiving",
        "screen": "receiving",
        "template": "receiving.html",
        "wants": ["orders", "jobs", "deliveries", "boxes"],
    },
    {
        "path": "/receiving/boxes",
        "screen": "delivery",
        "template": "delivery.html",
        "wants": ["sites", "orders", "deliveries", "boxes"],
    },
    {
        "path": "/deliveries/<id>",
        "screen": "delivery",
        "template": "delivery.html",
        "wants": ["sites", "orders", "deliveries", "boxes"],
    },
    {
        "path": "/boxes/<id>",
        "screen": "box",
        "template": "box.html",
        "wants": ["box", "orders"],
    },
    {
        "path": "/orders/new",
        "screen": "order_new",
        "template": "order_new.html",
        "wants": ["sites", "jobs"],
    },
    {
        "path": "/orders/<id>",
        "screen": "order",
        "template": "order.html",
        "wants": ["order", "job", "workflow", "site", "mistaken"],
    },
    {"path": "/search", "screen": "search", "template": "search.html", "wants": ["search"]},
    {"path": "/more", "screen": "more", "template": "more.html", "wants": ["sites", "queue"]},
]
