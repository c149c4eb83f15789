-- depends: functions.sql
\set table crm.customers
\ir tracked_table.psql

\set table sales.orders
\ir tracked_table.psql

\set table catalog.products
\ir tracked_table.psql
