"""The app with one more page that is empty, and asks for nothing."""

from app import app


@app.get("/bench-empty")
def empty() -> str:
    return ""
