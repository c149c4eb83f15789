#include "mask/follow_pg.hpp"

#include "mask/labels_pg.hpp"
#include "mask/quote.hpp"
#include "mask/resolve_pg.hpp"
#include "mask/rule_pg.hpp"
#include "mask/whole_pg.hpp"

namespace confiture::mask {

namespace {

std::string name_of(ColumnNode node) {
	std::string const table = "table " + qualified_name(node.relation);
	return node.attribute == 0
			   ? table
			   : "column " + in_quotes(column_info(node.relation, node.attribute).name) + " of " + table;
}

void warn(std::string const &message, Error const &cause, char const *hint) {
	pg::call([&] {
		ereport(WARNING, (errmsg_internal("%s", message.c_str()), errdetail_internal("%s", cause.message.c_str()),
						  errhint("%s", hint)));
	});
}

bool exists(Oid relation) {
	return pg::call([&] { return SearchSysCacheExists1(RELOID, ObjectIdGetDatum(relation)); });
}

std::optional<std::string> label_now(ColumnNode node) {
	char const *const label = pg::call([&] {
		ObjectAddress const object{RelationRelationId, node.relation, node.attribute};
		return GetSecurityLabel(&object, "confiture");
	});
	if (label == nullptr)
		return {};
	return read_label(node.attribute, label).text;
}

// Why the label doesn't mask.
std::optional<Error> problem_of(ColumnNode node, LabelTrees const &label) {
	if (node.attribute == 0)
		return problem_of(node.relation, with_trees(parse_table_label(label.label), node, label.parts));
	return problem_of(node.relation, node.attribute, with_trees(parse_column_label(label.label), node, label.parts));
}

bool is_sound(ColumnNode node, LabelTrees const &label) {
	bool sound = true;
	with_relation(node.relation, [&](Relation relation) { sound = is_whole(relation, label.parts); });
	return sound;
}

// The text again, as if the label were written.
void write_again(ColumnNode node, std::string const &label) {
	with_relation(node.relation, [&](Relation relation) {
		std::vector<Part> const parts = node.attribute == 0
											? resolve(relation, parse_table_label(label))
											: check_expressions(relation, node.attribute, parse_column_label(label));
		store_trees(node, label, parts);
	});
	tell_of_relation(node.relation);
}

struct Renamed {
	Call call;
	bool changed = false;
};

// The label with the new names of what changed its name, and the parts with them. Other parts stay as they were
// written.
Renamed renamed(ColumnNode node, Call const &call, std::vector<Part> &parts, std::size_t &next) {
	Renamed result{{call.strategy, {}}};
	for (Given const &given : call.arguments) {
		Given copy = given;
		if (std::holds_alternative<Expression>(given.value) && next < parts.size()) {
			Part &part = parts[next++];
			std::string const now = definition_now(node.relation, part, call.strategy == "function");
			if (now != part.definition) {
				part.definition = now;
				copy.value = Expression{now};
				result.changed = true;
			}
		} else if (auto const *const nested = std::get_if<Nested>(&given.value)) {
			Renamed inner = renamed(node, *nested->call, parts, next);
			result.changed = result.changed || inner.changed;
			copy.value = Nested{std::make_shared<Call const>(std::move(inner.call))};
		}
		result.call.arguments.push_back(std::move(copy));
	}
	return result;
}

void follow_names(ColumnNode node, LabelTrees const &label) {
	std::vector<Part> parts = label.parts;
	std::string text;
	if (node.attribute == 0) {
		TableRule rule = parse_table_label(label.label);
		rule.condition = definition_now(node.relation, parts.front(), false);
		if (rule.condition == parts.front().definition)
			return;
		parts.front().definition = rule.condition;
		text = to_string(rule);
		static_cast<void>(parse_table_label(text));
	} else {
		std::size_t next = 0;
		Renamed const now = renamed(node, parse_column_label(label.label), parts, next);
		if (!now.changed)
			return;
		text = to_string(now.call);
		static_cast<void>(parse_column_label(text));
	}
	store_trees(node, text, parts);
	pg::call([&] {
		ObjectAddress const object{RelationRelationId, node.relation, node.attribute};
		SetSecurityLabel(&object, "confiture", text.c_str());
	});
	tell_of_relation(node.relation);
}

} // namespace

void Followed::see_drop(DropStmt const *statement) {
	changes_.cascades = statement->behavior == DROP_CASCADE;
	switch (statement->removeType) {
	case OBJECT_INDEX: // perhaps CONCURRENTLY
		return;
	case OBJECT_TABLE:
	case OBJECT_FOREIGN_TABLE:
	case OBJECT_MATVIEW:
	case OBJECT_VIEW:
	case OBJECT_SEQUENCE:
		// Temporary ones come and go often. Alone they take nothing that a label uses but their row types.
		changes_.relations = true;
		changes_.drops = changes_.cascades;
		return;
	default:
		changes_.drops = true;
	}
}

void Followed::see_alter(AlterTableStmt const *statement) {
	for (int i = 0; i < list_length(statement->cmds); ++i) {
		auto const *const command = static_cast<AlterTableCmd *>(list_nth(statement->cmds, i));
		if (command->subtype == AT_DropColumn) {
			changes_.drops = true;
			changes_.cascades = changes_.cascades || command->behavior == DROP_CASCADE;
		}
		changes_.types = changes_.types || command->subtype == AT_AlterColumnType;
	}
}

Followed::Followed(Node const *statement) {
	if (!IsTransactionState())
		return;
	switch (nodeTag(statement)) {
	case T_RenameStmt: {
		auto const *const rename = castNode(RenameStmt, statement);
		changes_.names = rename->renameType != OBJECT_INDEX && rename->renameType != OBJECT_TABCONSTRAINT;
		bool const is_column = rename->renameType == OBJECT_COLUMN || rename->renameType == OBJECT_ATTRIBUTE;
		if (is_column && std::strchr(rename->subname, '"') == nullptr) // which SQL would double
			changes_.column = rename->subname;
		break;
	}
	case T_AlterObjectSchemaStmt:
	case T_AlterEnumStmt:
		changes_.names = true;
		break;
	case T_DropStmt:
		see_drop(castNode(DropStmt, statement));
		break;
	case T_DropOwnedStmt:
		changes_.drops = true;
		changes_.cascades = castNode(DropOwnedStmt, statement)->behavior == DROP_CASCADE;
		break;
	case T_AlterTableStmt:
		see_alter(castNode(AlterTableStmt, statement));
		break;
	default:
		break;
	}
	if (!(changes_.drops || changes_.types) || !has_rules())
		return;
	for (auto const &[node, label] : read_trees())
		if (is_sound(node, label))
			sound_.insert(node);
}

bool Followed::may_rename(LabelTrees const &label) const {
	return changes_.column.empty() || std::ranges::any_of(label.parts, [&](Part const &part) {
			   return part.definition.find(changes_.column) != std::string::npos;
		   });
}

void Followed::after_loss(ColumnNode node, LabelTrees const &label) const {
	auto const problem = problem_of(node, label);
	if (!problem)
		return;
	if (changes_.types) {
		auto const refused = pg::try_in_subtransaction([&] { write_again(node, label.label); });
		if (!refused)
			return;
		if (!changes_.drops)
			return warn("masking label of " + name_of(node) + " does not fit any more", *refused,
						"Until the label is written again, the table cannot be read masked.");
	}
	if (!changes_.cascades)
		throw Error(SqlState{"2BP01"} /* dependent objects still exist */,
					"masking label of " + name_of(node) + " uses what is dropped", problem->message + ".",
					"Change the label first, or use CASCADE: then the table cannot be read masked until the label is "
					"changed.");
	warn("masking label of " + name_of(node) + " uses what was dropped", *problem,
		 "Until the label is changed, the table cannot be read masked.");
}

void Followed::end() {
	bool const changed = changes_.relations || changes_.names || changes_.drops || changes_.types;
	if (!changed || !IsTransactionState() || !has_rules())
		return;
	pg::call([] { CommandCounterIncrement(); });
	for (auto const &[node, label] : read_trees()) {
		pg::check_for_interrupts();
		if (!exists(node.relation)) {
			remove_trees(node);
		} else if (changes_.names && may_rename(label) && label_now(node) == label.label) {
			if (auto const problem = pg::try_in_subtransaction([&] { follow_names(node, label); }))
				warn("masking label of " + name_of(node) + " could not be given new names", *problem,
					 "Write the label again.");
		} else if (changes_.drops || changes_.types) {
			if (std::optional<std::string> const now = label_now(node); !now)
				remove_trees(node);
			else if (*now == label.label && sound_.contains(node) && (changes_.types || !is_sound(node, label)))
				after_loss(node, label);
		}
	}
}

int resolve_labels() {
	int count = 0;
	AllTrees const trees = read_trees();
	for (Label const &label : labels()) {
		pg::check_for_interrupts();
		ColumnNode const node{label.relation, label.attribute};
		Labelled const read = read_label(label.attribute, label.text);
		auto const *const call = std::get_if<Call>(&read.meaning);
		auto const *const rule = std::get_if<TableRule>(&read.meaning);
		bool const has_sql =
			call != nullptr ? has_expressions(*call) : rule != nullptr && rule->kind == TableRule::where;
		auto const known = trees.find(node);
		if (!has_sql || (known != trees.end() && known->second.label == read.text))
			continue;
		if (auto const problem = pg::try_in_subtransaction([&] { write_again(node, read.text); }))
			warn("masking label of " + name_of(node) + " could not be resolved", *problem,
				 "Until the label is written again, the table cannot be read masked.");
		else
			++count;
	}
	return count;
}

} // namespace confiture::mask
