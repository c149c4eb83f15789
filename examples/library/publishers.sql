CREATE TABLE library.publishers (
    id   integer PRIMARY KEY,
    name text NOT NULL
);
