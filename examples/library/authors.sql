CREATE TABLE library.authors (
    id   integer PRIMARY KEY,
    name text NOT NULL
);
