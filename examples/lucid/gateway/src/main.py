"""Seals texts and sends them to the ledger. Started by python -m src.main."""

import os
import signal
import sys
from datetime import datetime, timezone

# The first process of a container ignores SIGTERM until it handles it.
signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))

import httpx  # noqa: E402
import uvicorn  # noqa: E402
from cryptography.fernet import Fernet  # noqa: E402
from fastapi import FastAPI, Response  # noqa: E402
from prometheus_client import CONTENT_TYPE_LATEST, Counter, generate_latest  # noqa: E402
from pydantic import BaseModel  # noqa: E402

app = FastAPI(title=os.environ.get("SERVICE_NAME", "gateway"))
ledger = os.environ.get("LEDGER_URL", "http://ledger:8000")
seal = Fernet(os.environ.get("SEAL_KEY") or Fernet.generate_key())
sealed = Counter("sealed_texts", "Texts that were sealed")


class Text(BaseModel):
    text: str


@app.get("/health")
def health() -> dict:
    return {
        "status": "healthy",
        "timestamp": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "version": os.environ.get("SERVICE_VERSION", "development"),
    }


@app.get("/metrics")
def metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@app.post("/texts")
async def keep(text: Text) -> dict:
    token = seal.encrypt(text.text.encode()).decode()
    sealed.inc()
    async with httpx.AsyncClient() as client:
        answer = await client.post(ledger + "/entries", json={"text": token})
        answer.raise_for_status()
        return answer.json()


@app.get("/texts")
async def texts() -> list[str]:
    async with httpx.AsyncClient() as client:
        answer = await client.get(ledger + "/entries")
        answer.raise_for_status()
        return [seal.decrypt(token.encode()).decode() for token in answer.json()]


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=int(os.environ.get("SERVICE_PORT", "8000")), timeout_graceful_shutdown=30)
