-- One row for each change, in a partition for each year.
CREATE TABLE audit.events (
    id          bigint GENERATED ALWAYS AS IDENTITY,
    occurred_at timestamptz NOT NULL DEFAULT now(),
    actor       text NOT NULL DEFAULT current_user,
    client_ip   inet DEFAULT inet_client_addr(),
    relation    text NOT NULL,
    operation   text NOT NULL CHECK (operation IN ('INSERT', 'UPDATE', 'DELETE')),
    row_before  jsonb,
    row_after   jsonb,
    PRIMARY KEY (occurred_at, id)
) PARTITION BY RANGE (occurred_at);
CREATE INDEX ON audit.events (relation, occurred_at);

SELECT format('CREATE TABLE audit.events_%s PARTITION OF audit.events FOR VALUES FROM (%L) TO (%L)',
              year, make_date(year, 1, 1), make_date(year + 1, 1, 1))
FROM generate_series(2024, 2027) AS year
\gexec

CREATE TABLE audit.events_other PARTITION OF audit.events DEFAULT;
