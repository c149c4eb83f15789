INSERT INTO names VALUES (:'ENCODING', 'ascii');
