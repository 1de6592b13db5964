"""What telemetry is measured against: the same points over HTTP with FastAPI and asyncpg, one process, validated by pydantic, one INSERT for each request.

    PORT=… DATABASE_URL=… python3 fastapi_peer.py
"""
import os
from datetime import datetime
from typing import List, Optional

import asyncpg
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
pool = None


class Point(BaseModel):
    timestamp: datetime
    channel: str
    value: float
    unit: Optional[str] = None


class Batch(BaseModel):
    data: List[Point]


@app.on_event("startup")
async def connect():
    global pool
    pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=16, max_size=16)


@app.get("/health")
async def health():
    return {"status": "healthy"}


@app.post("/api/sessions/{session}/telemetry")
async def add(session: str, point: Point):
    row = await pool.fetchrow(
        "INSERT INTO peer_points (session_id, at, channel, value, unit) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        session, point.timestamp, point.channel, point.value, point.unit)
    return {"id": row["id"], "session_id": session, "timestamp": point.timestamp, "channel": point.channel, "value": point.value, "unit": point.unit}


@app.post("/api/sessions/{session}/telemetry/batch")
async def add_batch(session: str, batch: Batch):
    await pool.execute(
        "INSERT INTO peer_points (session_id, at, channel, value, unit) SELECT $1, * FROM unnest($2::timestamptz[], $3::text[], $4::float8[], $5::text[])",
        session, [p.timestamp for p in batch.data], [p.channel for p in batch.data], [p.value for p in batch.data], [p.unit for p in batch.data])
    return {"created": len(batch.data)}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning", access_log=False)
