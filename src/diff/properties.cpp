#include "diff/properties.hpp"

#include "catalog/read.hpp"
#include "diff/acl.hpp"
#include "diff/ddl.hpp"
#include "diff/quote.hpp"

#include <algorithm>

namespace confiture::diff {

namespace {

// ALTER ... OWNER TO of these is said by what they belong to.
bool has_own_owner(Side const &, Object const &object) {
	if (object.kind == Kind::sequence)
		return object.parent == nowhere;
	return !object.owner.empty();
}

std::string owner_statement(Side const &side, Position position, std::string const &owner) {
	Object const &object = side[position];
	std::string target = phrase(side, position);
	if (object.kind == Kind::table && object.at("form") != "foreign")
		target = "TABLE " + object.identity;
	return "ALTER " + target + " OWNER TO " + quote_name(owner);
}

std::string comment_statement(Side const &side, Position position, std::string const &comment) {
	return "COMMENT ON " + phrase(side, position) + " IS " + (comment.empty() ? "NULL" : quote_literal(comment));
}

std::string label_statement(Side const &side, Position position, std::string const &provider, std::string const &text) {
	return "SECURITY LABEL FOR " + quote_name(provider) + " ON " + phrase(side, position) + " IS " +
		   (text.empty() ? "NULL" : quote_literal(text));
}

// "before" is what the owner has granted, "passed_on" what others have. These come after the owner's grants, which give
// them the right, and go before those do.
void add_privileges(std::vector<Property> &properties, Side const &side, Position position, Privileges const &before,
					std::vector<AclItem> const &passed_on = {}) {
	Object const &object = side[position];
	std::string_view const all = all_privileges(object, side.snapshot.server_version);
	if (all.empty())
		return;
	std::string const &owner = object.kind == Kind::column ? side.parent(object).owner : object.owner;
	std::string const columns = object.kind == Kind::column ? "(" + quote_name(object.name) + ")" : "";
	std::string const target = grant_phrase(side, position);
	std::vector<AclItem> const items = parse_items(object.acl);
	auto const add = [&](PrivilegeChange const &change, std::string const &role) {
		auto const as = [&](std::string const &sql) {
			return role.empty() ? sql : "SET ROLE " + quote_name(role) + ";\n" + sql + ";\nRESET ROLE";
		};
		properties.push_back(
			{change.grants ? Operation::grant : Operation::revoke, as(change.sql), as(change.reverse)});
	};
	auto const add_passed_on = [&](std::string const &role, bool grants) {
		for (PrivilegeChange const &change :
			 change_privileges(granted_by(passed_on, role), granted_by(items, role), all, target, columns))
			if (change.grants == grants)
				add(change, role);
	};
	std::vector<std::string> const former = other_grantors(passed_on, owner);
	for (auto role = former.rbegin(); role != former.rend(); ++role)
		add_passed_on(*role, false);
	for (PrivilegeChange const &change : change_privileges(before, granted_by(items, owner), all, target, columns))
		add(change, "");
	for (std::string const &role : other_grantors(items, owner))
		add_passed_on(role, true);
}

std::string label_of(Object const &object, std::string const &provider) {
	for (catalog::Label const &label : object.labels)
		if (label.provider == provider)
			return label.text;
	return {};
}

// What the owner to be has been granted gets lost in what it has as an owner, and is granted again on the way back.
std::string grants_to_new_owner(Side const &side, Position position, std::string const &owner) {
	Object const &object = side[position];
	std::string sql;
	Privileges const granted = granted_by(parse_items(object.acl), object.owner);
	if (auto const found = granted.find(owner); found != granted.end())
		for (PrivilegeChange const &change : change_privileges(
				 {}, {*found}, all_privileges(object, side.snapshot.server_version), grant_phrase(side, position)))
			sql += ";\n" + change.sql;
	return sql;
}

} // namespace

DefaultPrivileges::DefaultPrivileges(Side const &from, Side const &to) {
	for (Side const *const side : {&from, &to})
		for (Position position = 0; position < side->size(); ++position)
			if ((*side)[position].kind == Kind::default_privileges)
				entries_.push_back(&(*side)[position]);
}

std::vector<std::string> DefaultPrivileges::grantees(Object const &object, std::string const &creator) const {
	std::string_view on;
	switch (object.kind) {
	case Kind::table:
	case Kind::view:
	case Kind::materialized_view:
		on = "TABLES";
		break;
	case Kind::sequence:
		on = "SEQUENCES";
		break;
	case Kind::function:
	case Kind::procedure:
	case Kind::aggregate:
		on = "FUNCTIONS";
		break;
	case Kind::type:
		on = "TYPES";
		break;
	case Kind::schema:
		on = "SCHEMAS";
		break;
	default:
		return {};
	}
	std::vector<std::string> result;
	for (Object const *const entry : entries_) {
		if (entry->at("on") != on || entry->at("role") != creator)
			continue;
		if (entry->is("in_schema") && entry->at("in_schema") != object.schema)
			continue;
		for (auto const &[grantee, privileges] : parse_acl(entry->acl))
			result.push_back(grantee);
		for (auto const &[grantee, privileges] : parse_acl(acl_elements(entry->at("builtin_acl"))))
			result.push_back(grantee);
	}
	std::sort(result.begin(), result.end());
	result.erase(std::unique(result.begin(), result.end()), result.end());
	return result;
}

std::vector<Property> created_properties(Side const &side, Position position, std::string const &creator,
										 DefaultPrivileges const *defaults) {
	Object const &object = side[position];
	std::vector<Property> properties;
	if (object.is("clone"))
		return properties;
	if (has_own_owner(side, object) && object.owner != creator)
		properties.push_back({Operation::alter, owner_statement(side, position, object.owner),
							  owner_statement(side, position, creator), true});
	Privileges before = builtin_privileges(object, side.snapshot.server_version);
	if (defaults)
		for (std::string const &grantee : defaults->grantees(object, creator)) {
			std::string const name =
				grantee.empty() ? "PUBLIC" : quote_name(grantee == creator ? object.owner : grantee);
			properties.push_back(
				{Operation::revoke, "REVOKE ALL ON " + grant_phrase(side, position) + " FROM " + name, ""});
			before.erase(grantee == creator ? object.owner : grantee);
		}
	add_privileges(properties, side, position, before);
	if (!object.comment.empty() && !phrase(side, position).empty())
		properties.push_back({Operation::comment, comment_statement(side, position, object.comment),
							  comment_statement(side, position, "")});
	for (catalog::Label const &label : object.labels)
		properties.push_back({Operation::label, label_statement(side, position, label.provider, label.text),
							  label_statement(side, position, label.provider, "")});
	return properties;
}

std::vector<Property> changed_properties(Side const &from, Position before, Side const &to, Position after) {
	Object const &old = from[before];
	Object const &object = to[after];
	std::vector<Property> properties;
	bool const linked =
		object.kind == Kind::sequence && object.is("owned_by") && old.at("owned_by") == object.at("owned_by");
	if (has_own_owner(to, object) && object.owner != old.owner && !linked)
		properties.push_back({Operation::alter, owner_statement(to, after, object.owner),
							  owner_statement(to, after, old.owner) + grants_to_new_owner(from, before, object.owner),
							  true, true});
	if (old.acl != object.acl) {
		bool const column = object.kind == Kind::column;
		std::string const &owner = column ? to.parent(object).owner : object.owner;
		std::vector<AclItem> held = parse_items(old.acl);
		change_owner(held, column ? from.parent(old).owner : old.owner, owner);
		add_privileges(properties, to, after, granted_by(held, owner), held);
	}
	if (old.comment != object.comment && !phrase(to, after).empty())
		properties.push_back({Operation::comment, comment_statement(to, after, object.comment),
							  comment_statement(to, after, old.comment)});
	if (old.labels != object.labels) {
		for (catalog::Label const &label : old.labels)
			if (label_of(object, label.provider).empty())
				properties.push_back({Operation::label, label_statement(to, after, label.provider, ""),
									  label_statement(to, after, label.provider, label.text)});
		for (catalog::Label const &label : object.labels)
			if (std::string const had = label_of(old, label.provider); had != label.text)
				properties.push_back({Operation::label, label_statement(to, after, label.provider, label.text),
									  label_statement(to, after, label.provider, had)});
	}
	return properties;
}

std::vector<std::string> acl_elements(std::string const &text) { return catalog::array_elements(text); }

} // namespace confiture::diff
