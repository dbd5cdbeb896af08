"""Assigns incoming alerts to the nearest team. Started by python -m src.main."""

import os
import signal
import sys
from datetime import datetime, timezone

# The first process of a container ignores SIGTERM until it handles it. From here on it ends at once while the modules below
# are loaded, and uvicorn, which puts its own handler in this one's place, comes back to it when all requests are answered.
signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))

import uvicorn  # noqa: E402
from fastapi import FastAPI  # noqa: E402
from pydantic import BaseModel, Field  # noqa: E402

from src.teams import nearest  # noqa: E402

app = FastAPI(title=os.environ.get("SERVICE_NAME", "python-service"))


class Alert(BaseModel):
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


@app.get("/health")
def health() -> dict:
    return {
        "status": "healthy",
        "timestamp": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "version": os.environ.get("SERVICE_VERSION", "development"),
    }


@app.post("/assign")
def assign(alert: Alert) -> dict:
    return {"team": nearest(alert.latitude, alert.longitude)}


if __name__ == "__main__":
    uvicorn.run(
        app,
        host="0.0.0.0",
        port=int(os.environ.get("SERVICE_PORT", "8000")),
        # Requests that are under way get this long after SIGTERM.
        timeout_graceful_shutdown=30,
    )
