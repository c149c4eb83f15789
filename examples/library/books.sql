CREATE TABLE library.books (
    isbn         text PRIMARY KEY,
    title        text NOT NULL,
    author_id    integer NOT NULL REFERENCES library.authors,
    publisher_id integer NOT NULL REFERENCES library.publishers
);
