"""Keeps entries in the order they come. Started by python -m src.main."""

import os
import signal
import sys
from datetime import datetime, timezone

# The first process of a container ignores SIGTERM until it handles it.
signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))

import uvicorn  # noqa: E402
from fastapi import FastAPI  # noqa: E402
from pydantic import BaseModel  # noqa: E402
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, insert, select  # noqa: E402
from sqlalchemy.pool import StaticPool  # noqa: E402

app = FastAPI(title=os.environ.get("SERVICE_NAME", "ledger"))
database = create_engine(
    os.environ.get("DATABASE_URL", "sqlite://"), connect_args={"check_same_thread": False}, poolclass=StaticPool
)
tables = MetaData()
entries = Table("entries", tables, Column("id", Integer, primary_key=True), Column("text", String, nullable=False))
tables.create_all(database)


class Entry(BaseModel):
    text: str


@app.get("/health")
def health() -> dict:
    return {
        "status": "healthy",
        "timestamp": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "version": os.environ.get("SERVICE_VERSION", "development"),
    }


@app.post("/entries")
def add(entry: Entry) -> dict:
    with database.begin() as connection:
        return {"id": connection.execute(insert(entries).values(text=entry.text)).inserted_primary_key[0]}


@app.get("/entries")
def all_entries() -> list[str]:
    with database.begin() as connection:
        return list(connection.execute(select(entries.c.text).order_by(entries.c.id)).scalars())


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=int(os.environ.get("SERVICE_PORT", "8000")), timeout_graceful_shutdown=30)
