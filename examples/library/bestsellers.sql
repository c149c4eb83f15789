CREATE VIEW library.bestsellers AS
SELECT b.title, a.name AS author, library.copies_sold(b.isbn) AS copies
FROM library.books AS b
    JOIN library.authors AS a ON a.id = b.author_id
WHERE library.copies_sold(b.isbn) > 1000;
