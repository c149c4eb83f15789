SELECT 1;
-- éé �
