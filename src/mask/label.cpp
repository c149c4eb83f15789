#include "mask/label.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

#include "mask/arguments.hpp"
#include "mask/utf8.hpp"
#include "mask/quote.hpp"

namespace confiture::mask {

LabelError::LabelError(SqlState state, std::string message, std::string detail, std::string hint, std::size_t position)
	: Error{state, std::move(message), std::move(detail), std::move(hint)}, position{position} {
	context = "masking label, character " + std::to_string(position);
}

bool operator==(Nested const &a, Nested const &b) { return a.call && b.call ? *a.call == *b.call : a.call == b.call; }

Value const *Call::find(std::string_view name) const {
	auto const found = std::ranges::find(arguments, name, &Given::name);
	return found == arguments.end() ? nullptr : &found->value;
}

namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool starts_identifier(char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool in_identifier(char c) { return starts_identifier(c) || is_digit(c); }
bool in_path(char c) { return in_identifier(c) || std::string_view{"$.*[]-"}.find(c) != std::string_view::npos; }

std::string literal(std::string_view text) {
	std::string result = "'";
	for (char const c : text)
		result.append(c == '\'' ? 2 : 1, c);
	return result + "'";
}

std::string folded(std::string_view name) {
	std::string result{name};
	std::ranges::transform(result, result.begin(),
						   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
	return result;
}

// Levenshtein's distance, for "did you mean".
std::size_t distance(std::string_view a, std::string_view b) {
	std::vector<std::size_t> row(b.size() + 1);
	for (std::size_t j = 0; j <= b.size(); ++j)
		row[j] = j;
	for (std::size_t i = 0; i < a.size(); ++i) {
		std::size_t diagonal = row[0];
		row[0] = i + 1;
		for (std::size_t j = 0; j < b.size(); ++j) {
			std::size_t const above = row[j + 1];
			row[j + 1] = std::min({row[j] + 1, above + 1, diagonal + (a[i] == b[j] ? 0 : 1)});
			diagonal = above;
		}
	}
	return row[b.size()];
}

std::string list_of_arguments(Strategy const &strategy) {
	std::string list;
	for (auto const arguments : {strategy.arguments, common_arguments(strategy)})
		for (Argument const &argument : arguments)
			list += (list.empty() ? "" : ", ") + describe(argument);
	return list.empty() ? "It takes no arguments." : "Its arguments are: " + list + ".";
}

class Parser {
public:
	Parser(std::string_view text, std::optional<Type> type, int depth) : text_{text}, type_{type}, depth_{depth} {}

	Call whole() {
		Call call = strategy();
		end();
		return call;
	}

	Call strategy() {
		skip_spaces();
		std::size_t const start = at_;
		if (++depth_ > 8)
			fail(start, "masking strategies are nested too deeply");
		std::string const name = identifier("the name of a masking strategy", "Strategies: " + names() + ".");
		Strategy const *const strategy = find_strategy(name);
		if (!strategy)
			unknown_strategy(name, start);
		if (type_ && !strategy->types.has(*type_))
			fail(start,
				 "masking strategy " + in_quotes(name) + " does not fit type class " + in_quotes(name_of(*type_)),
				 "It takes: " + to_string(strategy->types) + ".", "Strategies for it: " + names() + ".",
				 sqlstate::invalid_parameter_value);
		Call call{name, {}};
		skip_spaces();
		if (peek() == '(') {
			++at_;
			if (!strategy->arguments.empty() && strategy->arguments[0].type == ArgumentType::expression)
				raw_arguments(*strategy, call);
			else
				arguments(*strategy, call);
		}
		for (Argument const &argument : strategy->arguments) {
			bool const there = argument.name.empty() ? !call.arguments.empty() : call.find(argument.name) != nullptr;
			if (argument.required && !there)
				fail(start,
					 "masking strategy " + in_quotes(name) + " needs the argument " +
						 in_quotes(argument_name(argument)),
					 list_of_arguments(*strategy), {}, sqlstate::invalid_parameter_value);
		}
		--depth_;
		return call;
	}

	TableRule table_rule() {
		skip_spaces();
		std::size_t const start = at_;
		static constexpr char allowed[] = "Labels of tables are: keep, empty, where(condition), sample(percent).";
		std::string const name = identifier("the rule of a table", allowed);
		skip_spaces();
		TableRule rule{};
		if (name == "keep" || name == "empty") {
			rule.kind = name == "keep" ? TableRule::keep : TableRule::empty;
		} else if (name == "where") {
			rule.kind = TableRule::where;
			expect('(', allowed);
			rule.condition = expression(false);
			expect(')', "");
		} else if (name == "sample") {
			rule.kind = TableRule::sample;
			expect('(', allowed);
			skip_spaces();
			std::size_t const number_start = at_;
			rule.percent = number().value;
			if (!(rule.percent > 0 && rule.percent <= 100))
				fail(number_start, "percentage of a sample must be above 0 and at most 100", {}, {},
					 sqlstate::invalid_parameter_value);
			skip_spaces();
			expect(')', "");
		} else {
			fail(start, "masking label " + in_quotes(name) + " is none of a table", allowed,
				 find_strategy(name) ? "It is a strategy: put it on a column." : "");
		}
		end();
		return rule;
	}

private:
	static std::string argument_name(Argument const &argument) {
		return std::string{argument.name.empty() ? std::string_view{"path"} : argument.name};
	}

	[[noreturn]] void fail(std::size_t at, std::string message, std::string detail = {}, std::string hint = {},
						   SqlState state = sqlstate::syntax_error) const {
		throw LabelError(state, std::move(message), std::move(detail), std::move(hint),
						 utf8::length(text_.substr(0, at)) + 1);
	}

	std::string names() const {
		if (type_)
			return names_for(*type_);
		std::string list;
		for (Strategy const &strategy : strategies())
			list += (list.empty() ? "" : ", ") + std::string{strategy.name};
		return list;
	}

	[[noreturn]] void unknown_strategy(std::string const &name, std::size_t start) const {
		std::string_view nearest;
		std::size_t best = 3;
		for (Strategy const &strategy : strategies())
			if (std::size_t const d = distance(name, strategy.name); d < best) {
				best = d;
				nearest = strategy.name;
			}
		fail(start, "masking strategy " + in_quotes(name) + " does not exist", "Strategies: " + names() + ".",
			 nearest.empty() ? "" : "Perhaps you meant " + in_quotes(nearest) + ".", sqlstate::undefined_object);
	}

	[[nodiscard]] char peek(std::size_t ahead = 0) const {
		return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
	}
	[[nodiscard]] bool done() const { return at_ >= text_.size(); }
	void skip_spaces() {
		while (!done() && is_space(text_[at_]))
			++at_;
	}

	void end() {
		skip_spaces();
		if (!done())
			fail(at_, "masking label goes on after its end", "A label is one strategy with its arguments.");
	}

	void expect(char c, std::string detail) {
		if (peek() != c)
			fail(at_,
				 done() ? std::string{"masking label ends before "} + c
						: std::string{c} + " is missing in masking label",
				 std::move(detail));
		++at_;
	}

	std::string identifier(char const *what, std::string detail) {
		if (!starts_identifier(peek()))
			fail(at_, std::string{"masking label lacks "} + what, std::move(detail));
		std::size_t const start = at_;
		while (in_identifier(peek()))
			++at_;
		return folded(text_.substr(start, at_ - start));
	}

	std::string string_literal() {
		std::size_t const start = at_++;
		std::string result;
		for (;; ++at_) {
			if (done())
				fail(start, "string in masking label has no end", "A quote inside it is written twice.");
			if (peek() == '\'') {
				if (peek(1) != '\'')
					break;
				++at_;
			}
			result.push_back(peek());
		}
		++at_;
		return result;
	}

	Number number() {
		std::size_t const start = at_;
		if (peek() == '-' || peek() == '+')
			++at_;
		auto const digits = [&] {
			std::size_t const from = at_;
			while (is_digit(peek()))
				++at_;
			return at_ - from;
		};
		std::size_t count = digits();
		if (peek() == '.') {
			++at_;
			count += digits();
		}
		if (count > 0 && (peek() == 'e' || peek() == 'E')) {
			++at_;
			if (peek() == '-' || peek() == '+')
				++at_;
			if (digits() == 0)
				count = 0;
		}
		std::string_view written = text_.substr(start, at_ - start);
		std::string_view unsigned_part = written;
		if (written.starts_with('+'))
			unsigned_part.remove_prefix(1);
		double value = 0;
		auto const [rest, error] =
			std::from_chars(unsigned_part.data(), unsigned_part.data() + unsigned_part.size(), value);
		if (count == 0 || error != std::errc{} || in_identifier(peek()))
			fail(start, "number in masking label is not valid");
		return {std::string{written}, value};
	}

	// One expression: to the parenthesis that closes the call, or (before_strategy) to the first comma on the way
	// there. Quotes and parentheses inside it count as PostgreSQL's scanner counts them.
	std::string expression(bool before_strategy) {
		std::size_t const start = at_;
		std::vector<char> open;
		for (;;) {
			if (done())
				fail(start, "expression in masking label has no end", "Its parentheses and quotes have to match.");
			char const c = peek();
			if (c == '\'') {
				bool const escapes = at_ > start && folded(text_.substr(at_ - 1, 1)) == "e" &&
									 (at_ - 1 == start || !in_identifier(text_[at_ - 2]));
				quoted_part('\'', escapes);
			} else if (c == '"') {
				quoted_part('"', false);
			} else if (c == '$' && (at_ == start || !(in_identifier(text_[at_ - 1]) || text_[at_ - 1] == '$'))) {
				dollar_quoted_part();
			} else if ((c == '-' && peek(1) == '-') || (c == '/' && peek(1) == '*')) {
				fail(at_, "comment in masking label", "Labels hold no comments.");
			} else if (c == ';') {
				fail(at_, "semicolon in masking label", "A label holds expressions, and no statements.");
			} else if (c == '(' || c == '[') {
				open.push_back(c == '(' ? ')' : ']');
				++at_;
			} else if (c == ')' || c == ']') {
				if (open.empty() && c == ')')
					break;
				if (open.empty() || open.back() != c)
					fail(at_, "parentheses in masking label do not match");
				open.pop_back();
				++at_;
			} else {
				if (c == ',' && open.empty()) {
					if (!before_strategy)
						fail(at_, "masking label holds more than one expression");
					break;
				}
				++at_;
			}
		}
		if (before_strategy && peek() != ',')
			fail(at_, "masking label lacks a strategy after the condition",
				 "It is written as when(condition, strategy).");
		std::string_view result = text_.substr(start, at_ - start);
		while (!result.empty() && is_space(result.front()))
			result.remove_prefix(1);
		while (!result.empty() && is_space(result.back()))
			result.remove_suffix(1);
		if (result.empty())
			fail(start, "expression in masking label is empty");
		return std::string{result};
	}

	void quoted_part(char quote, bool escapes) {
		std::size_t const start = at_++;
		while (!done()) {
			if (escapes && peek() == '\\') {
				at_ += 2;
			} else if (peek() != quote) {
				++at_;
			} else if (peek(1) == quote) {
				at_ += 2;
			} else {
				++at_;
				return;
			}
		}
		fail(start, "quote in masking label has no end");
	}

	void dollar_quoted_part() {
		std::size_t const start = at_++;
		while (in_identifier(peek()) || static_cast<unsigned char>(peek()) >= 0x80)
			++at_;
		std::string_view const tag = text_.substr(start, at_ - start + 1);
		if (peek() != '$' || (tag.size() > 2 && is_digit(tag[1])))
			return; // a parameter or an operator: the server's parser will say
		std::size_t const close = text_.find(tag, at_ + 1);
		if (close == std::string_view::npos)
			fail(start, "dollar quote in masking label has no end");
		at_ = close + tag.size();
	}

	void raw_arguments(Strategy const &strategy, Call &call) {
		bool const condition = strategy.arguments.size() > 1; // when(condition, strategy)
		skip_spaces();
		call.arguments.push_back({std::string{strategy.arguments[0].name}, Expression{expression(condition)}});
		if (condition) {
			expect(',', "");
			call.arguments.push_back(
				{std::string{strategy.arguments[1].name}, Nested{std::make_shared<Call const>(this->strategy())}});
			skip_spaces();
		}
		expect(')', "");
	}

	void arguments(Strategy const &strategy, Call &call) {
		skip_spaces();
		if (peek() == ')') {
			++at_;
			return;
		}
		for (bool named = false;;) {
			skip_spaces();
			std::size_t const start = at_;
			std::string name;
			if (argument_name_follows(name)) {
				named = true;
			} else {
				at_ = start;
				// Without a name they come in the order of the table, as in a function call.
				if (named)
					fail(start, "positional argument after a named one in masking label");
				if (call.arguments.size() >= strategy.arguments.size() || strategy.arguments[0].name.empty())
					fail(start, "argument in masking label has no name", list_of_arguments(strategy));
				name = strategy.arguments[call.arguments.size()].name;
			}
			Argument const *argument = find_argument(strategy, name);
			if (!argument) { // names fold as SQL's do, paths don't
				name = folded(name);
				argument = find_argument(strategy, name);
			}
			if (!argument)
				fail(start, "masking strategy " + in_quotes(strategy.name) + " has no argument " + in_quotes(name),
					 list_of_arguments(strategy), {}, sqlstate::undefined_object);
			if (call.find(name))
				fail(start, "argument " + in_quotes(name) + " is given twice");
			skip_spaces();
			call.arguments.push_back({name, value(*argument, name)});
			skip_spaces();
			if (peek() == ',') {
				++at_;
				continue;
			}
			expect(')', "Arguments are separated by commas.");
			return;
		}
	}

	bool argument_name_follows(std::string &name) {
		if (peek() == '\'') {
			name = string_literal();
		} else if (starts_identifier(peek()) || peek() == '$') {
			std::size_t const start = at_;
			while (in_path(peek()))
				++at_;
			name = text_.substr(start, at_ - start);
		} else {
			return false;
		}
		skip_spaces();
		if (name.empty() || peek() != '=' || peek(1) != '>')
			return false;
		at_ += 2;
		return true;
	}

	Value value(Argument const &argument, std::string_view name) {
		std::size_t const start = at_;
		Value const value = any_value(argument);
		std::string problem;
		if (std::holds_alternative<std::nullptr_t>(value)) {
			if (argument.required)
				problem = "may not be null";
		} else {
			problem = problem_with(argument, value);
		}
		if (!problem.empty())
			fail(start, "argument " + in_quotes(name) + " " + problem, "It is: " + describe(argument) + ".", {},
				 sqlstate::invalid_parameter_value);
		return value;
	}

	Value any_value(Argument const &argument) {
		std::size_t const start = at_;
		if (peek() == '\'') {
			std::string text = string_literal();
			if (argument.type != ArgumentType::label)
				return text;
			try {
				return Nested{std::make_shared<Call const>(Parser{text, std::nullopt, depth_}.whole())};
			} catch (
				LabelError const &error) { // say where it is in this text: behind a quote, with quotes inside doubled
				std::string_view inside = text;
				inside = inside.substr(0, utf8::prefix(inside, error.position - 1));
				throw LabelError(error.state, error.message, error.detail, error.hint,
								 utf8::length(text_.substr(0, start)) + 1 + error.position +
									 static_cast<std::size_t>(std::ranges::count(inside, '\'')));
			}
		}
		if (is_digit(peek()) || peek() == '-' || peek() == '+' || peek() == '.')
			return number();
		std::size_t end = at_;
		while (end < text_.size() && in_identifier(text_[end]))
			++end;
		std::string const word = folded(text_.substr(at_, end - at_));
		at_ = end;
		if (word == "true" || word == "false")
			return word == "true";
		if (word == "null")
			return nullptr;
		fail(start, word.empty() ? "masking label lacks a value" : "value in masking label is not quoted",
			 "Values are strings in single quotes, numbers, true, false and null.",
			 word.empty() ? "" : "Write " + literal(text_.substr(start, end - start)) + ".");
	}

	static std::string problem_with(Argument const &argument, Value const &value) {
		auto const *const text = std::get_if<std::string>(&value);
		auto const *const number = std::get_if<Number>(&value);
		switch (argument.type) {
		case ArgumentType::text:
			return text ? "" : "must be a string";
		case ArgumentType::column:
			return text && !text->empty() ? "" : "must be the name of a column, as a string";
		case ArgumentType::boolean:
			return std::holds_alternative<bool>(value) ? "" : "must be true or false";
		case ArgumentType::integer:
			if (!number || number->value != std::floor(number->value) || std::abs(number->value) > 9e15)
				return "must be an integer";
			[[fallthrough]];
		case ArgumentType::number:
			if (!number)
				return "must be a number";
			return argument.lowest < argument.highest &&
						   (number->value < argument.lowest || number->value > argument.highest)
					   ? "is out of range"
					   : "";
		case ArgumentType::choice:
			return text && std::ranges::find(argument.choices, *text) != argument.choices.end()
					   ? ""
					   : "is none of the allowed values";
		case ArgumentType::interval: {
			auto const interval = text ? parse_interval(*text) : std::nullopt;
			return interval && interval->approximate() > 0 ? "" : "must be a positive interval, as '30 days'";
		}
		case ArgumentType::label:
			return std::holds_alternative<Nested>(value) ? "" : "must be a strategy, as a string";
		case ArgumentType::strategy:
		case ArgumentType::expression:
			return ""; // parsed as such
		}
		return "";
	}

	std::string_view const text_;
	std::optional<Type> const type_;
	int depth_;
	std::size_t at_ = 0;
};

// A NUL can't come from the server; in a label it could only hide what follows.
void refuse_nul(std::string_view label) {
	if (std::size_t const at = label.find('\0'); at != std::string_view::npos)
		throw LabelError(sqlstate::character_not_in_repertoire, "masking label holds a NUL byte", {}, {}, at + 1);
}

} // namespace

Call parse_column_label(std::string_view label, std::optional<Type> type) {
	refuse_nul(label);
	return Parser{label, type, 0}.whole();
}

TableRule parse_table_label(std::string_view label) {
	refuse_nul(label);
	return Parser{label, std::nullopt, 0}.table_rule();
}

void parse_role_label(std::string_view label) {
	while (!label.empty() && is_space(label.front()))
		label.remove_prefix(1);
	while (!label.empty() && is_space(label.back()))
		label.remove_suffix(1);
	if (folded(label) != "masked")
		throw LabelError(sqlstate::syntax_error, "masking label of a role must be \"masked\"", {}, {}, 1);
}

namespace {

void print(std::string &out, Value const &value, ArgumentType type) {
	struct Printer {
		std::string &out;
		ArgumentType type;
		void operator()(std::nullptr_t) const { out += "null"; }
		void operator()(bool value) const { out += value ? "true" : "false"; }
		void operator()(Number const &value) const { out += value.text; }
		void operator()(std::string const &value) const { out += literal(value); }
		void operator()(Expression const &value) const { out += value.text; }
		void operator()(Nested const &value) const {
			std::string const text = to_string(*value.call);
			out += type == ArgumentType::label ? literal(text) : text;
		}
	};
	std::visit(Printer{out, type}, value);
}

} // namespace

std::string to_string(Call const &call) {
	std::string out = call.strategy;
	if (call.arguments.empty())
		return out;
	Strategy const *const strategy = find_strategy(call.strategy);
	out += '(';
	for (std::size_t i = 0; i < call.arguments.size(); ++i) {
		Given const &given = call.arguments[i];
		if (i > 0)
			out += ", ";
		Argument const *const argument = strategy ? find_argument(*strategy, given.name) : nullptr;
		ArgumentType const type = argument ? argument->type : ArgumentType::text;
		if (type != ArgumentType::expression && type != ArgumentType::strategy) {
			bool const bare =
				(starts_identifier(given.name[0]) || given.name[0] == '$') && std::ranges::all_of(given.name, in_path);
			out += bare ? given.name : literal(given.name);
			out += " => ";
		}
		print(out, given.value, type);
	}
	return out + ")";
}

std::string to_string(TableRule const &rule) {
	switch (rule.kind) {
	case TableRule::keep:
		return "keep";
	case TableRule::empty:
		return "empty";
	case TableRule::where:
		return "where(" + rule.condition + ")";
	case TableRule::sample: {
		char buffer[32];
		return "sample(" + std::string(buffer, std::to_chars(buffer, std::end(buffer), rule.percent).ptr) + ")";
	}
	}
	return {};
}

// Arguments

bool Arguments::given(std::string_view name) const {
	Value const *const value = call_.find(name);
	return value && !std::holds_alternative<std::nullptr_t>(*value);
}

Value Arguments::value(std::string_view name) const {
	if (given(name))
		return *call_.find(name);
	Argument const *const argument = find_argument(strategy_, name);
	if (!argument)
		throw Error(sqlstate::internal_error,
					"strategy " + in_quotes(strategy_.name) + " has no argument " + in_quotes(name));
	std::string_view const text = argument->default_value;
	if (text.starts_with('\''))
		return std::string{text.substr(1, text.size() - 2)};
	if (text == "true" || text == "false")
		return text == "true";
	double number = 0;
	std::from_chars(text.data(), text.data() + text.size(), number);
	return Number{std::string{text}, number};
}

std::string Arguments::text(std::string_view name) const {
	Value const found = value(name);
	auto const *const text = std::get_if<std::string>(&found);
	return text ? *text : std::string{};
}

double Arguments::number(std::string_view name) const {
	Value const found = value(name);
	auto const *const number = std::get_if<Number>(&found);
	return number ? number->value : 0;
}

bool Arguments::boolean(std::string_view name) const {
	Value const found = value(name);
	auto const *const boolean = std::get_if<bool>(&found);
	return boolean && *boolean;
}

Interval Arguments::interval(std::string_view name) const { return parse_interval(text(name)).value_or(Interval{}); }

void Arguments::refuse(std::string message, std::string hint) const {
	throw Error(sqlstate::invalid_parameter_value, "masking strategy " + in_quotes(strategy_.name) + " " + message,
				list_of_arguments(strategy_), std::move(hint));
}

} // namespace confiture::mask
