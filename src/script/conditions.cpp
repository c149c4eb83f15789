#include "script/conditions.hpp"

#include "error.hpp"

namespace confiture::script {

bool Conditions::needs_value(std::string const &command) const {
	if (command == "if")
		return active();
	return command == "elif" && open() && levels_.back().branch == Branch::waiting;
}

void Conditions::follow(std::string const &command, bool value) {
	if (command == "if") {
		levels_.push_back({!active() ? Branch::done : value ? Branch::taken : Branch::waiting});
		return;
	}
	if (!open())
		throw Error(sqlstate::syntax_error, "\\" + command + " without \\if");
	Level &level = levels_.back();
	if (command == "endif") {
		levels_.pop_back();
		return;
	}
	if (level.had_else)
		throw Error(sqlstate::syntax_error, "\\" + command + " after \\else");
	level.had_else = command == "else";
	if (level.branch == Branch::waiting)
		level.branch = value || level.had_else ? Branch::taken : Branch::waiting;
	else
		level.branch = Branch::done;
}

} // namespace confiture::script
