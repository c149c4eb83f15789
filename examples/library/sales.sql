CREATE TABLE library.sales (
    isbn   text NOT NULL REFERENCES library.books,
    day    date NOT NULL,
    copies integer NOT NULL CHECK (copies > 0),
    PRIMARY KEY (isbn, day)
);

CREATE FUNCTION library.copies_sold(isbn text)
RETURNS bigint
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT sum(s.copies) FROM library.sales AS s WHERE s.isbn = copies_sold.isbn;
END;
