SELECT 1/0; -- nor are hidden folders
