// Owner, privileges, comment and security labels, which objects of all kinds have alike.
#pragma once

#include "diff/side.hpp"
#include "diff/step.hpp"

#include <string>
#include <vector>

namespace confiture::diff {

struct Property {
	Operation operation;
	std::string sql;
	std::string reverse;
	bool owner{};
	bool undo{}; // needs its way back even if the object is created by this plan
};

// The default privileges in force, which new objects are born with.
class DefaultPrivileges {
public:
	DefaultPrivileges(Side const &from, Side const &to);
	// Those who may have got something on a new object; empty: nobody but as PostgreSQL has it.
	[[nodiscard]] std::vector<std::string> grantees(Object const &object, std::string const &creator) const;

private:
	std::vector<Object const *> entries_;
};

// For an object that "creator" has just created.
[[nodiscard]] std::vector<Property> created_properties(Side const &side, Position position, std::string const &creator,
													   DefaultPrivileges const *defaults = nullptr);

[[nodiscard]] std::vector<Property> changed_properties(Side const &from, Position before, Side const &to,
													   Position after);

// The elements of an aclitem[] in its text form.
[[nodiscard]] std::vector<std::string> acl_elements(std::string const &text);

} // namespace confiture::diff
