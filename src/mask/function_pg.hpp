// The strategies as SQL functions: confiture.email(value, style => 'name'), one for each that masks single values. Most
// are defined from the table of strategies, by the extension's script; one C function serves them all, and knows by its
// own row in pg_proc which strategy it is and what its arguments are called. Those of another form are in
// functions.sql: constants and conditions in SQL; json and fields, which take what a label has in its parentheses.
#pragma once

#include "mask/mask.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

// CREATE FUNCTION and COMMENT for each; the library is named by `library`.
[[nodiscard]] std::vector<std::string> function_definitions(std::string const &library);

// The body of each, and of those that undo them (decrypt, fpe_decrypt).
[[nodiscard]] Datum call_strategy(FunctionCallInfo fcinfo);
[[nodiscard]] Datum reveal(FunctionCallInfo fcinfo);

// confiture.tokenize().
[[nodiscard]] Datum tokenize(FunctionCallInfo fcinfo);

// confiture.generalize() of numbers and times: the range that they lie in, as a value of PostgreSQL's range types.
[[nodiscard]] Datum generalize_to_range(FunctionCallInfo fcinfo);

} // namespace confiture::mask
