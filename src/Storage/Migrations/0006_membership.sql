-- Who is in the cluster, for Microsoft.Orleans.Clustering.AdoNet. It reads its statements from the table orleansquery and asks for them,
-- their parameters and their columns by names of its own; tables and statements are ours. Like reminders, they belong to no organisation.
CREATE TABLE clusters (
  cluster_id text        PRIMARY KEY,
  -- Changes with every change of the cluster's members: who has read an older one is refused.
  version    integer     NOT NULL,
  changed_at timestamptz NOT NULL
);

CREATE TABLE cluster_members (
  cluster_id    text        NOT NULL,
  address       text        NOT NULL,
  port          integer     NOT NULL,
  -- Tells the runs of a server at the same address apart.
  generation    integer     NOT NULL,
  name          text        NOT NULL,
  host          text        NOT NULL,
  -- Orleans' SiloStatus: 1 created, 2 joining, 3 active, 4 shutting down, 5 stopping, 6 dead.
  status        integer     NOT NULL,
  gateway_port  integer     NOT NULL,
  -- Who suspects it, and since when, as Orleans writes it.
  suspicions    text,
  started_at    timestamptz NOT NULL,
  alive_at      timestamptz NOT NULL,
  PRIMARY KEY (cluster_id, address, port, generation)
);

CREATE TABLE orleansquery (
  querykey  text PRIMARY KEY,
  querytext text NOT NULL
);

INSERT INTO orleansquery (querykey, querytext) VALUES
('InsertMembershipVersionKey', $$
  WITH added AS (
    INSERT INTO clusters (cluster_id, version, changed_at) VALUES (@DeploymentId, 0, now()) ON CONFLICT DO NOTHING RETURNING 1
  )
  SELECT count(*)::integer FROM added
$$),
-- A member that is there already breaks the primary key, and with it the whole statement.
('InsertMembershipKey', $$
  WITH moved AS (
    UPDATE clusters SET version = version + 1, changed_at = now() WHERE cluster_id = @DeploymentId AND version = @Version RETURNING cluster_id
  ), added AS (
    INSERT INTO cluster_members (cluster_id, address, port, generation, name, host, status, gateway_port, started_at, alive_at)
    SELECT cluster_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM moved
    RETURNING 1
  )
  SELECT count(*)::integer FROM added
$$),
('UpdateMembershipKey', $$
  WITH moved AS (
    UPDATE clusters SET version = version + 1, changed_at = now()
    WHERE cluster_id = @DeploymentId AND version = @Version AND EXISTS (
      SELECT FROM cluster_members WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING cluster_id
  ), changed AS (
    UPDATE cluster_members AS member SET status = @Status, suspicions = @SuspectTimes, alive_at = @IAmAliveTime
    FROM moved
    WHERE member.cluster_id = moved.cluster_id AND address = @Address AND port = @Port AND generation = @Generation
    RETURNING 1
  )
  SELECT count(*)::integer FROM changed
$$),
('UpdateIAmAlivetimeKey', $$
  UPDATE cluster_members SET alive_at = @IAmAliveTime
  WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$$),
('MembershipReadRowKey', $$
  SELECT address AS "Address", port AS "Port", generation AS "Generation", name AS "SiloName", host AS "HostName", status AS "Status",
    gateway_port AS "ProxyPort", suspicions AS "SuspectTimes", started_at AS "StartTime", alive_at AS "IAmAliveTime", version AS "Version"
  FROM clusters AS cluster
  LEFT JOIN cluster_members AS member ON member.cluster_id = cluster.cluster_id AND address = @Address AND port = @Port AND generation = @Generation
  WHERE cluster.cluster_id = @DeploymentId
$$),
('MembershipReadAllKey', $$
  SELECT address AS "Address", port AS "Port", generation AS "Generation", name AS "SiloName", host AS "HostName", status AS "Status",
    gateway_port AS "ProxyPort", suspicions AS "SuspectTimes", started_at AS "StartTime", alive_at AS "IAmAliveTime", version AS "Version"
  FROM clusters AS cluster LEFT JOIN cluster_members AS member USING (cluster_id)
  WHERE cluster.cluster_id = @DeploymentId
$$),
('GatewaysQueryKey', $$
  SELECT address AS "Address", gateway_port AS "ProxyPort", generation AS "Generation"
  FROM cluster_members
  WHERE cluster_id = @DeploymentId AND status = @Status AND gateway_port > 0
$$),
('DeleteMembershipTableEntriesKey', $$
  WITH members AS (DELETE FROM cluster_members WHERE cluster_id = @DeploymentId)
  DELETE FROM clusters WHERE cluster_id = @DeploymentId
$$),
-- Members that are not active and have not been heard of for days.
('CleanupDefunctSiloEntriesKey', $$
  DELETE FROM cluster_members WHERE cluster_id = @DeploymentId AND alive_at < @IAmAliveTime AND status <> 3
$$);
