CREATE TABLE catalog.stock (
    product_id integer PRIMARY KEY REFERENCES catalog.products ON DELETE CASCADE,
    on_hand    integer NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
    reserved   integer NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    available  integer GENERATED ALWAYS AS (on_hand - reserved) STORED CHECK (available >= 0)
);
