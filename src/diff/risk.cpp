#include "diff/risk.hpp"

#include "diff/quote.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace confiture::diff {

namespace {

bool has_relation(Side const &side, std::string_view identity) {
	return !identity.empty() && side.find(Kind::table, identity) != nowhere;
}

bool has_index(Side const &side, std::string_view identity) {
	return side.find(Kind::index, identity) != nowhere ||
		   std::ranges::any_of(side.snapshot.objects, [&](Object const &object) {
			   return object.kind == Kind::constraint &&
					  quote_name(side.parent(object).schema, object.name) == identity;
		   });
}

// Which of the tables that a change may lock are there.
class Present {
public:
	explicit Present(Subject const &subject) : subject_{subject}, object_{subject.side[subject.position]} {
		if (object_.kind == Kind::inheritance)
			parent_ = object_.at("parent_table");
		else if (object_.kind == Kind::table)
			for (Position const part : subject.side.parts[subject.position])
				if (Object const &link = subject.side[part];
					link.kind == Kind::inheritance && has_relation(subject.before, link.at("parent_table")))
					parent_ = link.at("parent_table");
	}

	// The names of those that are that, if they are known by one.
	[[nodiscard]] std::vector<std::string> operator()(Who who) const {
		Side const &before = subject_.before;
		std::vector<std::string> names;
		switch (who) {
		case Who::referenced:
			for (Position const key : keys())
				add(names, subject_.side[key].at("references"));
			break;
		case Who::referencing:
			for (Object const &object : before.snapshot.objects)
				if (object.kind == Kind::constraint && !parent_.empty() && object.at("references") == parent_)
					add(names, before.parent(object).identity);
			break;
		case Who::parent:
			add(names, parent_);
			break;
		case Who::index:
		case Who::parent_index: {
			std::string const &index = object_.at(who == Who::index ? "index" : "parent_index");
			if (object_.kind != Kind::index_attachment || has_index(before, index))
				names.push_back(index);
			break;
		}
		case Who::default_partition:
			for (Object const &link : before.snapshot.objects)
				if (link.kind == Kind::inheritance && !parent_.empty() && link.at("parent_table") == parent_ &&
					link.at("bound") == "DEFAULT")
					add(names, before.parent(link).identity);
			break;
		default:
			break;
		}
		return names;
	}

private:
	// The foreign key, those of the table, or those that a partition gets from its parent.
	[[nodiscard]] std::vector<Position> keys() const {
		std::vector<Position> result;
		if (object_.kind == Kind::constraint)
			return {subject_.position};
		Position const owner =
			object_.kind == Kind::inheritance ? subject_.side.find(Kind::table, parent_) : subject_.position;
		if (owner != nowhere)
			for (Position const part : subject_.side.parts[owner])
				if (subject_.side[part].kind == Kind::constraint && subject_.side[part].at("form") == "foreign key")
					result.push_back(part);
		return result;
	}

	void add(std::vector<std::string> &names, std::string const &name) const {
		if (has_relation(subject_.before, name) && std::ranges::find(names, name) == names.end())
			names.push_back(name);
	}

	Subject const &subject_;
	Object const &object_;
	std::string parent_;
};

// Reading a definition, or rows for a query, keeps nobody waiting but who drops or rewrites what is read, and is not
// told, except where it is all that the statement does to its own table.
bool is_told(Who who, Lock lock) { return who == Who::table || lock > Lock::access_share; }

// The strongest lock on what is there, and in the reason those on other tables that keep writers waiting.
void tell_locks(Step &step, Effect const &effect, Subject const &subject) {
	Present const present{subject};
	Lock strongest = Lock::none;
	for (Locked const &one : effect.locked) {
		if (one.who == Who::nobody || !is_told(one.who, one.lock))
			continue;
		bool const own = one.who == Who::table || one.who == Who::index || one.who == Who::parent_index;
		if (own) {
			if (!subject.on_new_table && (one.who == Who::table || !present(one.who).empty()))
				strongest = std::max(strongest, one.lock);
		} else if (one.who == Who::user) {
			strongest = std::max(strongest, one.lock);
		} else if (std::vector<std::string> const names = present(one.who); !names.empty()) {
			strongest = std::max(strongest, one.lock);
			if (one.lock >= Lock::share_row_exclusive)
				step.reason += (step.reason.empty() ? "" : "; ") + ("locks " + join(names, ", ") + " as well: ") +
							   std::string{to_string(one.lock)};
		}
	}
	step.lock = to_string(strongest);
}

// Whether any table is concerned at all.
bool is_about_tables(Effect const &effect, Subject const &subject) {
	Object const &object = subject.side[subject.position];
	if (object.kind == Kind::publication_relation)
		return has_relation(subject.before, object.at("table"));
	if (effect.on(Who::user) == Lock::none)
		return true;
	Object const &type = object.kind == Kind::type ? object : subject.side.parent(object);
	Position const old = subject.before.find(Kind::type, type.identity);
	return old != nowhere && is_type_of_columns(subject.before, old);
}

} // namespace

void assess(Step &step, Subject const &subject) {
	Object const &object = subject.side[subject.position];
	bool const explained = !step.reason.empty();
	Change const change = change_of(step, subject);
	Work work = Work::none;
	if (Effect const &effect = effect_of(change, subject.before.snapshot.server_version);
		is_about_tables(effect, subject)) {
		tell_locks(step, effect, subject);
		work = effect.work;
	}
	// A new table has few rows or none, but a default partition beside it may have.
	if (subject.on_new_table && step.lock != to_string(Lock::access_exclusive))
		work = Work::none;
	bool const says_more = step.operation == Operation::comment || step.operation == Operation::label;
	bool const moves_rows = change.name() == "INSERT" && !subject.on_new_table;
	bool const loses = !subject.on_new_table && step.operation == Operation::drop &&
					   (object.kind == Kind::table || object.kind == Kind::sequence || change.name() == "DROP COLUMN");
	bool const creates = step.operation == Operation::create && step.sql.starts_with("CREATE ");
	bool const grants = step.operation == Operation::grant || step.operation == Operation::revoke;
	bool const adds = creates || (subject.on_new_table && !grants) ||
					  (object.kind == Kind::type && step.operation != Operation::drop);
	step.rewrites = work == Work::rewrite || moves_rows;
	step.risk = loses                                      ? Risk::destructive
				: step.rewrites                            ? Risk::rewrite
				: says_more                                ? Risk::safe
				: work != Work::none && !step.lock.empty() ? Risk::locking
				: adds && step.lock.empty()                ? Risk::safe
														   : Risk::reversible;
	if (loses && !explained)
		step.reason =
			"loses data, which the way back does not bring back" + (step.reason.empty() ? "" : "; " + step.reason);
}

} // namespace confiture::diff
