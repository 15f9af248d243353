"""Who is in the demo."""

PASSWORD = "fieldapp-demo"

# User name, roles, and what they come for.
USERS = [
    ("tech1", ["technician"], "technician, with refreshes at different steps"),
    ("tech2", ["technician"], "technician, a colleague to hand over to"),
    ("receiving1", ["receiving"], "receiving: takes in and prepares what was ordered"),
    ("supervisor1", ["supervisor"], "supervisor: who has not synced, what needs a decision"),
    ("manager1", ["manager"], "account manager: the contract and what is left of it"),
    ("admin1", ["admin"], "administrator: staff, roles, sites"),
]

NAMES = {
    "tech1": "Ana Ruiz",
    "tech2": "Ben Okafor",
    "receiving1": "Rosa Lind",
    "supervisor1": "Sam Carter",
    "manager1": "Mia Wong",
    "admin1": "Adam Novak",
}

FIRST = [
    "Olivia", "Noah", "Emma", "Liam", "Priya", "Mateo", "Yuki", "Amara", "Jonas", "Fatima", "Chloe",
    "Diego", "Hannah", "Omar", "Ingrid", "Tomasz", "Leila", "Marcus", "Sofia", "Kwame", "Anneliese",
]  # fmt: skip
LAST = [
    "Bennett", "Castillo", "Dubois", "Eriksen", "Fischer", "Gupta", "Haddad", "Ito", "Jensen", "Kowalski",
    "Lopez", "Mbeki", "Novotny", "O'Brien", "Petrov", "Quinn", "Rossi", "Schwarzenberger-Hohenlohe", "Tanaka",
]  # fmt: skip

LINES = ["Claims", "Underwriting", "Investments", "Customer care"]

MODELS = [
    ("Latitude 7440", "LAT7440", "Dell"),
    ("ThinkPad T14", "21HD", "Lenovo"),
    ("EliteBook 840", "840G10", "HP"),
]
