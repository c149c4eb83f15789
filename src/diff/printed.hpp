// SQL as PostgreSQL prints it, written so that PostgreSQL reads it back as it was.
#pragma once

#include <string>

namespace confiture::diff {

// PostgreSQL makes one list of "(a AND b) AND c" when it parses it, but keeps "b BETWEEN 0 AND 1 AND c" and
// "(a, b) = (1, 2) AND c" as lists in lists, and prints those just so. A cast to boolean, which is none, keeps the
// lists apart: "(a AND b)::boolean AND c".
//
// A cast of an array's constructor is one of its elements, but "name IN ('a', 'b')" with a varchar casts the whole
// array and prints "(ARRAY['a'::character varying, 'b'::character varying])::text[]". A cast to the array's own type,
// which is none, keeps it whole: "(ARRAY['a'::character varying, ...])::character varying[]::text[]".
//
// A column without a name, "?column?", is printed without one, but "SELECT 'a'::text" gives it the name of the type.
[[nodiscard]] std::string reads_back(std::string sql);

} // namespace confiture::diff
