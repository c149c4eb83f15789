#include "diff/printed.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace confiture::diff {

namespace {

enum class Connective : char { none, and_, or_ };

// What is between two parentheses.
struct Group {
	Connective connective{};       // the first one in it
	bool empty = true;             // nothing has been read yet
	bool after_first = false;      // what has been read is one group
	Connective first_connective{}; // that group's
	std::size_t first_end{};       // and where it ends
	bool selects = false;          // within the list after SELECT
	bool starts_item = false;      // at the start of an item of it
};

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$' || c < 0; }

// The end of the string, quoted name or dollar-quoted string that starts here, or the start.
std::size_t end_of_quoted(std::string_view sql, std::size_t start) {
	char const quote = sql[start];
	if (quote == '\'' || quote == '"') {
		bool const escapes = quote == '\'' && start > 0 && sql[start - 1] == 'E';
		for (std::size_t i = start + 1; i < sql.size(); ++i)
			if (escapes && sql[i] == '\\')
				++i;
			else if (sql[i] == quote && i + 1 < sql.size() && sql[i + 1] == quote)
				++i;
			else if (sql[i] == quote)
				return i + 1;
		return sql.size();
	}
	if (quote != '$')
		return start;
	std::size_t const tag_end = sql.find('$', start + 1);
	if (tag_end == std::string_view::npos)
		return start;
	std::string_view const tag = sql.substr(start, tag_end + 1 - start);
	for (char const c : tag.substr(1, tag.size() - 2))
		if (!is_word(c))
			return start;
	std::size_t const end = sql.find(tag, tag_end + 1);
	return end == std::string_view::npos ? sql.size() : end + tag.size();
}

Connective connective(std::string_view word) {
	return word == "AND" ? Connective::and_ : word == "OR" ? Connective::or_ : Connective::none;
}

// Where the list that starts here has its next comma, or ends.
std::size_t end_of_element(std::string_view sql, std::size_t start) {
	int depth = 0;
	for (std::size_t i = start; i < sql.size();) {
		char const c = sql[i];
		if (depth == 0 && (c == ',' || c == ']'))
			return i;
		depth += (c == '(' || c == '[') - (c == ')' || c == ']');
		std::size_t const quoted = end_of_quoted(sql, i);
		i = quoted != i ? quoted : i + 1;
	}
	return sql.size();
}

// The cast to its own type of the array that is constructed here, or nothing if it isn't cast to another.
struct ArrayCast {
	std::size_t at;
	std::string sql;
};

std::optional<ArrayCast> own_array_cast(std::string_view sql, std::size_t start) {
	std::size_t const first = start + std::string_view{"ARRAY["}.size();
	std::size_t end = end_of_element(sql, first);
	std::size_t const literal = end_of_quoted(sql, first);
	std::string const type = literal != first && sql.substr(literal, 2) == "::"
								 ? std::string{sql.substr(literal, end - literal)} + "[]"
								 : "::anyarray";
	while (end < sql.size() && sql[end] == ',')
		end = end_of_element(sql, end + 1);
	if (sql.substr(std::min(end, sql.size()), 4) != "])::")
		return std::nullopt;
	return ArrayCast{end + 2, type};
}

bool ends_select_list(std::string_view word) {
	constexpr std::array words{"FROM",   "WHERE", "GROUP", "HAVING", "WINDOW", "UNION", "INTERSECT",
							   "EXCEPT", "ORDER", "LIMIT", "OFFSET", "FETCH",  "FOR"};
	return std::ranges::find(words, word) != words.end();
}

// Where the type of the constant that is all of an item of a SELECT ends, or nothing.
std::optional<std::size_t> unnamed_constant(std::string_view sql, std::size_t start) {
	std::size_t end = sql[start] == '\''               ? end_of_quoted(sql, start)
					  : sql.substr(start, 4) == "NULL" ? start + 4
													   : start;
	if (end == start || sql.substr(end, 2) != "::")
		return std::nullopt;
	std::size_t last = end += 2;
	for (int depth = 0; end < sql.size();) {
		char const c = sql[end];
		if (depth == 0 && (c == ',' || c == ')' || c == ';'))
			break;
		depth += (c == '(' || c == '[') - (c == ')' || c == ']');
		if (std::isspace(static_cast<unsigned char>(c))) {
			++end;
			continue;
		}
		std::size_t next = c == '"' ? end_of_quoted(sql, end) : end + 1;
		if (is_word(c))
			while (next < sql.size() && is_word(sql[next]))
				++next;
		std::string_view const word = sql.substr(end, next - end);
		if (word == "AS")
			return std::nullopt;
		if (depth == 0 && ends_select_list(word))
			break;
		last = end = next;
	}
	return last;
}

} // namespace

std::string reads_back(std::string sql) {
	if (sql.find("(ARRAY[") == std::string::npos && sql.find(") AND") == std::string::npos &&
		sql.find(") OR") == std::string::npos && sql.find(")\n") == std::string::npos &&
		sql.find("SELECT") == std::string::npos)
		return sql;
	std::map<std::size_t, std::string> inserted; // where
	std::vector<Group> groups(1);
	for (std::size_t i = 0; i < sql.size();) {
		char const c = sql[i];
		Group &group = groups.back();
		if (std::isspace(static_cast<unsigned char>(c))) {
			++i;
			continue;
		}
		if (group.starts_item)
			if (std::optional<std::size_t> const item = unnamed_constant(sql, i))
				inserted.emplace(*item, " AS \"?column?\"");
		group.starts_item = c == ',' && group.selects;
		if (c == '(') {
			if (sql.compare(i + 1, 6, "ARRAY[") == 0)
				if (std::optional<ArrayCast> cast = own_array_cast(sql, i + 1))
					inserted.emplace(cast->at, std::move(cast->sql));
			groups.emplace_back();
			++i;
			continue;
		}
		if (c == ')' && groups.size() > 1) {
			// Parentheses around parentheses are none.
			Connective const inner = group.after_first ? group.first_connective : group.connective;
			groups.pop_back();
			Group &outer = groups.back();
			++i;
			outer.after_first = outer.empty;
			outer.empty = false;
			outer.first_connective = inner;
			outer.first_end = i;
			continue;
		}
		std::size_t end = i + 1;
		if (is_word(c) && c != '$') {
			while (end < sql.size() && is_word(sql[end]))
				++end;
			std::string_view const word = std::string_view{sql}.substr(i, end - i);
			if (word == "SELECT")
				group.selects = group.starts_item = true;
			else if (ends_select_list(word))
				group.selects = false;
			if (Connective const read = connective(std::string_view{sql}.substr(i, end - i));
				read != Connective::none) {
				if (group.after_first && read == group.first_connective)
					inserted.emplace(group.first_end, "::boolean");
				if (group.connective == Connective::none)
					group.connective = read;
			}
		} else if (std::size_t const quoted = end_of_quoted(sql, i); quoted != i)
			end = quoted;
		group.empty = false;
		group.after_first = false;
		i = end;
	}
	for (auto text = inserted.rbegin(); text != inserted.rend(); ++text)
		sql.insert(text->first, text->second);
	return sql;
}

} // namespace confiture::diff
