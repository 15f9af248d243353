"""The texts that people sign, as data: which text, its version, its language, its words.

A version that was released never changes, for signatures name it: a new wording is a new version
below the old one, and the last of a language is the one that is shown. ``{names}`` are filled in.
"""

TEXTS = (
    (
        "delivery",
        1,
        "en",
        "Received for {person}: {machines}. It was set up and shown to me, and it is in working order."
        " It stays the company's property, and I give it back on request. {site}, {day}.",
    ),
    (
        "delivery",
        1,
        "de",
        "Erhalten für {person}: {machines}. Das Gerät wurde eingerichtet und mir gezeigt, und es"
        " funktioniert. Es bleibt Eigentum der Firma; auf Verlangen gebe ich es zurück. {site}, {day}.",
    ),
    (
        "return",
        1,
        "en",
        "Given back for {person}: {machines}. The files on it are copied or no longer needed; I know"
        " that it will be erased. Taken over by {taker}. {site}, {day}.",
    ),
    (
        "return",
        1,
        "de",
        "Zurückgegeben für {person}: {machines}. Die Dateien darauf sind übertragen oder werden nicht"
        " mehr gebraucht; ich weiß, dass das Gerät gelöscht wird. Übernommen von {taker}."
        " {site}, {day}.",
    ),
    (
        "loan",
        1,
        "en",
        "Borrowed for {person} until {due}: {machines}. It stays the company's property; I give it"
        " back by that day, in the state in which I got it. {site}, {day}.",
    ),
    (
        "loan",
        1,
        "de",
        "Ausgeliehen für {person} bis {due}: {machines}. Das Gerät bleibt Eigentum der Firma; ich gebe"
        " es bis dahin zurück, so wie ich es bekommen habe. {site}, {day}.",
    ),
    (
        "hand-over",
        1,
        "en",
        "Taken over from {giver} by {person}: {machines}. From now on I answer for it. {site}, {day}.",
    ),
    (
        "hand-over",
        1,
        "de",
        "Von {giver} übernommen durch {person}: {machines}. Ab jetzt bin ich dafür verantwortlich."
        " {site}, {day}.",
    ),
)
