"""The texts that people sign, as data: which text, its version, its language, its words.

A version that was released never changes, for signatures name it: a new wording is a new version
below the old one, and the last of a language is the one that is shown. ``{names}`` are filled in.
"""

TEXTS = (
    (
        "delivery",
        1,
        "en",
        "I, {by}, have received for {person}: {machines}. It was set up and shown to me, and it is in"
        " working order. It belongs to {owner}; I give it back on request. {site}, {day}.",
    ),
    (
        "delivery",
        1,
        "de",
        "Ich, {by}, habe für {person} erhalten: {machines}. Es wurde eingerichtet, mir gezeigt und"
        " funktioniert. Es gehört {owner}; auf Verlangen gebe ich es zurück. {site}, {day}.",
    ),
    (
        "return",
        1,
        "en",
        "I, {by}, have given back for {person}: {machines}. My files are copied or no longer needed;"
        " I know that it will be erased. Taken over by {taker}. {site}, {day}.",
    ),
    (
        "return",
        1,
        "de",
        "Ich, {by}, habe für {person} zurückgegeben: {machines}. Meine Dateien sind übertragen oder"
        " werden nicht mehr gebraucht; ich weiß, dass es gelöscht wird. Übernommen von {taker}."
        " {site}, {day}.",
    ),
    (
        "loan",
        1,
        "en",
        "I, {by}, have borrowed for {person} until {due}: {machines}. It belongs to {owner}; I give it"
        " back by that day, in the state in which I got it. {site}, {day}.",
    ),
    (
        "loan",
        1,
        "de",
        "Ich, {by}, habe für {person} bis {due} ausgeliehen: {machines}. Es gehört {owner}; ich gebe es"
        " bis dahin zurück, so wie ich es bekommen habe. {site}, {day}.",
    ),
    (
        "hand-over",
        1,
        "en",
        "I, {by}, have taken over from {giver}: {machines}. From now on I answer for it. {site}, {day}.",
    ),
    (
        "hand-over",
        1,
        "de",
        "Ich, {by}, habe von {giver} übernommen: {machines}. Ab jetzt bin ich dafür verantwortlich."
        " {site}, {day}.",
    ),
)
