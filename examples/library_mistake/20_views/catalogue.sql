-- what the reading room shows
CREATE VIEW library.catalogue AS
SELECT b.title, a.name AS author
FROM library.books AS b
    JOIN library.authors AS a ON a.id = b.autor_id;
