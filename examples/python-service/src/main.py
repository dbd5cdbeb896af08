"""Assigns incoming alerts to the nearest team. Started by python -m src.main."""

import os
from datetime import datetime, timezone

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, Field

from src.teams import nearest

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
