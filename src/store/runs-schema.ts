/**
 * The run history (formats/run-history.md, 4). What a run is stands in `sources`; `runs` shows it under the names that Codex
 * Autorunner's store has. Its events are read when they are first asked for and kept in `run_events`; `filled` is the state of the
 * file that they tell of. `type`, `step` and `names` (those of the data's keys) are numbers of `strings`, and `data` holds the
 * values alone: that is half of the room. No content of files, no output of tools, no text of more than 200 characters.
 */
export const RUNS_SCHEMA = `
CREATE TABLE run_events (
  source_id INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  n INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  type INTEGER NOT NULL,
  time,
  step INTEGER,
  names INTEGER NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (source_id, ordinal, n)
) WITHOUT ROWID;

CREATE TABLE run_fills (
  source_id INTEGER PRIMARY KEY REFERENCES sources ON DELETE CASCADE,
  filled TEXT NOT NULL
);

CREATE VIEW runs AS
SELECT
  agent || ':' || thread_id AS id,
  agent,
  CASE
    WHEN json_extract(session, '$.parentId') IS NOT NULL OR json_extract(summary, '$.source') = 'subagent' THEN 'subagent'
    WHEN json_extract(summary, '$.source') = 'exec' THEN 'exec'
    ELSE 'session'
  END AS flow_type,
  CASE json_extract(summary, '$.lastTurn')
    WHEN 'none' THEN 'pending' WHEN 'open' THEN 'running' WHEN 'aborted' THEN 'stopped'
    ELSE json_extract(summary, '$.lastTurn')
  END AS status,
  agent || ':' || json_extract(session, '$.parentId') AS parent_run_id,
  id AS source_id,
  json_extract(session, '$.cwd') AS cwd,
  json_extract(summary, '$.createdAt') AS created_at,
  json_extract(summary, '$.updatedAt') AS updated_at,
  json_extract(summary, '$.title') AS title,
  json_extract(summary, '$.model') AS model,
  json_extract(session, '$.agentVersion') AS cli_version,
  json_extract(summary, '$.archived') AS archived
FROM sources WHERE thread_id IS NOT NULL;
`;
