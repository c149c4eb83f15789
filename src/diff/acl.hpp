// Access privileges: aclitems to GRANT and REVOKE.
#pragma once

#include "catalog/snapshot.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace confiture::diff {

// For each grantee (empty: PUBLIC) its privilege letters, each followed by '*' where it may be granted on.
using Privileges = std::map<std::string, std::string>;

[[nodiscard]] Privileges parse_acl(std::vector<std::string> const &acl);

struct AclItem {
	std::string grantee;
	std::string privileges; // as in Privileges
	std::string grantor;
};

[[nodiscard]] std::vector<AclItem> parse_items(std::vector<std::string> const &acl);

// What one role has granted.
[[nodiscard]] Privileges granted_by(std::vector<AclItem> const &items, std::string_view grantor);

// Who else than the owner has granted something on, each after the one that it has its grant option from.
[[nodiscard]] std::vector<std::string> other_grantors(std::vector<AclItem> const &items, std::string const &owner);

// What a new object of the kind has: the owner everything, PUBLIC what PostgreSQL gives it.
[[nodiscard]] Privileges builtin_privileges(catalog::Object const &object, int server_version);

// An ALTER ... OWNER TO moves what the old owner had and granted to the new one.
void change_owner(std::vector<AclItem> &items, std::string const &from, std::string const &to);

struct PrivilegeChange {
	bool grants;
	std::string sql;
	std::string reverse;
};

// "target" is the phrase after ON; "columns" is empty or "(name)" for privileges on a column; "prefix" is that of ALTER
// DEFAULT PRIVILEGES.
[[nodiscard]] std::vector<PrivilegeChange> change_privileges(Privileges const &from, Privileges const &to,
															 std::string_view all, std::string const &target,
															 std::string const &columns = {},
															 std::string const &prefix = {});

// All privilege letters that the kind knows.
[[nodiscard]] std::string_view all_privileges(catalog::Object const &object, int server_version);

} // namespace confiture::diff
