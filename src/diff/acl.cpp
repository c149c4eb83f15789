#include "diff/acl.hpp"

#include "diff/quote.hpp"

#include <algorithm>

namespace confiture::diff {

using catalog::Kind;
using catalog::Object;

namespace {

std::string_view privilege_name(char letter) {
	switch (letter) {
	case 'r':
		return "SELECT";
	case 'a':
		return "INSERT";
	case 'w':
		return "UPDATE";
	case 'd':
		return "DELETE";
	case 'D':
		return "TRUNCATE";
	case 'x':
		return "REFERENCES";
	case 't':
		return "TRIGGER";
	case 'm':
		return "MAINTAIN";
	case 'X':
		return "EXECUTE";
	case 'U':
		return "USAGE";
	case 'C':
		return "CREATE";
	case 'c':
		return "CONNECT";
	case 'T':
		return "TEMPORARY";
	case 's':
		return "SET";
	case 'A':
		return "ALTER SYSTEM";
	}
	return "";
}

// Takes a role name off an aclitem, quoted or not.
std::string take_role(std::string_view &text, char end) {
	std::string role;
	bool quoted = false;
	std::size_t i = 0;
	for (; i < text.size(); ++i) {
		char const c = text[i];
		if (c == '"') {
			if (quoted && i + 1 < text.size() && text[i + 1] == '"')
				role += text[++i];
			else
				quoted = !quoted;
		} else if (c == end && !quoted)
			break;
		else
			role += c;
	}
	text.remove_prefix(std::min(i + 1, text.size()));
	return role;
}

std::string grantee_name(std::string const &grantee) { return grantee.empty() ? "PUBLIC" : quote_name(grantee); }

std::string list(std::string_view letters, std::string_view all, std::string const &columns) {
	if (letters == all && columns.empty())
		return "ALL";
	std::string text;
	for (char const letter : letters) {
		text += text.empty() ? "" : ", ";
		text += privilege_name(letter);
		if (!columns.empty())
			text += " " + columns;
	}
	return text;
}

bool has(std::string_view privileges, char letter, bool with_option) {
	std::size_t const at = privileges.find(letter);
	if (at == std::string_view::npos)
		return false;
	return !with_option || (at + 1 < privileges.size() && privileges[at + 1] == '*');
}

} // namespace

// Adds letters to those held already.
static void merge(std::string &held, std::string_view letters) {
	for (std::size_t i = 0; i < letters.size(); ++i) {
		if (letters[i] == '*')
			continue;
		bool const with_option = i + 1 < letters.size() && letters[i + 1] == '*';
		std::size_t const at = held.find(letters[i]);
		if (at == std::string::npos) {
			held += letters[i];
			if (with_option)
				held += '*';
		} else if (with_option && !has(held, letters[i], true))
			held.insert(at + 1, "*");
	}
}

std::vector<AclItem> parse_items(std::vector<std::string> const &acl) {
	std::vector<AclItem> items;
	for (std::string_view item : acl) {
		std::string grantee = take_role(item, '=');
		std::size_t const slash = item.find('/');
		std::string const letters{item.substr(0, slash)};
		item.remove_prefix(std::min(slash + 1, item.size()));
		items.push_back({std::move(grantee), letters, take_role(item, '\0')});
	}
	return items;
}

Privileges parse_acl(std::vector<std::string> const &acl) {
	Privileges privileges;
	for (AclItem const &item : parse_items(acl))
		merge(privileges[item.grantee], item.privileges);
	return privileges;
}

Privileges granted_by(std::vector<AclItem> const &items, std::string_view grantor) {
	Privileges privileges;
	for (AclItem const &item : items)
		if (item.grantor == grantor)
			merge(privileges[item.grantee], item.privileges);
	return privileges;
}

std::vector<std::string> other_grantors(std::vector<AclItem> const &items, std::string const &owner) {
	std::vector<std::string> found{owner};
	auto const known = [&](std::string const &role) {
		return std::find(found.begin(), found.end(), role) != found.end();
	};
	auto const grants = [&](std::string const &role) {
		return std::any_of(items.begin(), items.end(), [&](AclItem const &item) { return item.grantor == role; });
	};
	for (std::size_t i = 0; i < found.size(); ++i) {
		std::string const role = found[i];
		for (AclItem const &item : items)
			if (item.grantor == role && !known(item.grantee) && grants(item.grantee))
				found.push_back(item.grantee);
	}
	found.erase(found.begin());
	return found;
}

std::string_view all_privileges(Object const &object, int server_version) {
	switch (object.kind) {
	case Kind::table:
	case Kind::view:
	case Kind::materialized_view:
		return server_version >= 170000 ? "arwdDxtm" : "arwdDxt";
	case Kind::column:
		return "arwx";
	case Kind::sequence:
		return "rwU";
	case Kind::schema:
		return "UC";
	case Kind::function:
	case Kind::procedure:
	case Kind::aggregate:
		return "X";
	case Kind::type:
	case Kind::language:
	case Kind::foreign_data_wrapper:
	case Kind::server:
		return "U";
	default:
		return "";
	}
}

Privileges builtin_privileges(Object const &object, int server_version) {
	Privileges privileges;
	std::string_view const all = all_privileges(object, server_version);
	if (object.kind == Kind::column || all.empty())
		return privileges;
	privileges[object.owner] = all;
	switch (object.kind) {
	case Kind::function:
	case Kind::procedure:
	case Kind::aggregate:
	case Kind::type:
	case Kind::language:
		privileges[""] = all;
		break;
	default:
		break;
	}
	return privileges;
}

void change_owner(std::vector<AclItem> &items, std::string const &from, std::string const &to) {
	for (AclItem &item : items)
		for (std::string *const role : {&item.grantee, &item.grantor})
			if (*role == from)
				*role = to;
}

std::vector<PrivilegeChange> change_privileges(Privileges const &from, Privileges const &to, std::string_view all,
											   std::string const &target, std::string const &columns,
											   std::string const &prefix) {
	std::vector<PrivilegeChange> changes;
	std::string const on = " ON " + target;
	auto const add = [&](bool grants, std::string const &what, std::string const &grantee, bool option) {
		std::string const grant =
			prefix + "GRANT " + what + on + " TO " + grantee + (option ? " WITH GRANT OPTION" : "");
		std::string const revoke = prefix + "REVOKE " + what + on + " FROM " + grantee;
		changes.push_back({grants, grants ? grant : revoke, grants ? revoke : grant});
	};

	std::vector<std::string> grantees;
	for (auto const &[grantee, held] : from)
		grantees.push_back(grantee);
	for (auto const &[grantee, held] : to)
		if (!from.contains(grantee))
			grantees.push_back(grantee);
	std::sort(grantees.begin(), grantees.end());

	for (bool const granting : {false, true})
		for (std::string const &grantee : grantees) {
			auto const found_before = from.find(grantee);
			auto const found_after = to.find(grantee);
			std::string const before = found_before == from.end() ? "" : found_before->second;
			std::string const after = found_after == to.end() ? "" : found_after->second;
			std::string gone, lost_option, gone_with_option, plain, optional;
			for (char const letter : all) {
				if (has(before, letter, false) && !has(after, letter, false))
					(has(before, letter, true) ? gone_with_option : gone) += letter;
				else if (has(before, letter, true) && !has(after, letter, true))
					lost_option += letter;
				if (has(after, letter, true) && !has(before, letter, true))
					optional += letter;
				else if (has(after, letter, false) && !has(before, letter, false))
					plain += letter;
			}
			std::string const name = grantee_name(grantee);
			if (!granting) {
				if (!gone.empty())
					add(false, list(gone, all, columns), name, false);
				if (!gone_with_option.empty())
					add(false, list(gone_with_option, all, columns), name, true);
				if (!lost_option.empty())
					changes.push_back(
						{false,
						 prefix + "REVOKE GRANT OPTION FOR " + list(lost_option, all, columns) + on + " FROM " + name,
						 prefix + "GRANT " + list(lost_option, all, columns) + on + " TO " + name +
							 " WITH GRANT OPTION"});
			} else {
				if (!plain.empty())
					add(true, list(plain, all, columns), name, false);
				std::string fresh, raised;
				for (char const letter : optional)
					(has(before, letter, false) ? raised : fresh) += letter;
				if (!fresh.empty())
					add(true, list(fresh, all, columns), name, true);
				if (!raised.empty())
					changes.push_back(
						{true,
						 prefix + "GRANT " + list(raised, all, columns) + on + " TO " + name + " WITH GRANT OPTION",
						 prefix + "REVOKE GRANT OPTION FOR " + list(raised, all, columns) + on + " FROM " + name});
			}
		}
	return changes;
}

} // namespace confiture::diff
