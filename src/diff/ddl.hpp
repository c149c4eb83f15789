// The SQL that creates and drops a single object of a schema, and how SQL calls it.
#pragma once

#include "diff/side.hpp"

#include <functional>
#include <string>
#include <vector>

namespace confiture::diff {

// How COMMENT ON, ALTER ... OWNER TO and SECURITY LABEL call the object: "TABLE app.users", "CONSTRAINT c ON
// app.users".
[[nodiscard]] std::string phrase(Side const &side, Position position);

// How GRANT calls it: aggregates are functions there, and foreign tables and views are tables.
[[nodiscard]] std::string grant_phrase(Side const &side, Position position);

// "ALTER TABLE app.users" or "ALTER FOREIGN TABLE …"
[[nodiscard]] std::string alter_table(Side const &side, Position table, bool only = true);

// "START WITH 10 INCREMENT BY 2": what is not the default of the sequence's type.
[[nodiscard]] std::string sequence_options(Object const &sequence);

// A column as CREATE TABLE and ADD COLUMN write it, with its default and identity if the caller wants them there.
// One that "joins_parent" is generated as the parent's is without saying so.
[[nodiscard]] std::string column_definition(Side const &side, Position column, bool with_default,
											bool with_identity = true, bool joins_parent = false);

// The definition itself, without owner, privileges, comment and labels; several statements where there must be.
// "inline_default" says which defaults stand in a CREATE TABLE or ADD COLUMN, or of which domains in CREATE DOMAIN.
using Wanted = std::function<bool(Position)>;
[[nodiscard]] std::vector<std::string> create(
	Side const &side, Position position, Wanted const &inline_default = [](Position) { return true; });

[[nodiscard]] std::vector<std::string> drop(Side const &side, Position position);

// Attributes that have no place in the CREATE statement: trigger states, column storage and statistics.
[[nodiscard]] std::vector<std::string> finish(Side const &side, Position position);

// A table's part that comes and goes with it (or with the same part of the table it inherits from).
[[nodiscard]] bool inherited_part(Object const &part);

// The definition of an index or of an index constraint's index without its storage parameters.
[[nodiscard]] std::string without_parameters(Object const &index);

} // namespace confiture::diff
