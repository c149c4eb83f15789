#include <gtest/gtest.h>

#include "diff/acl.hpp"
#include "diff/convert.hpp"
#include "diff/graph.hpp"
#include "diff/printed.hpp"
#include "diff/plan.hpp"
#include "diff/quote.hpp"
#include "diff/type_change.hpp"
#include "diff/script.hpp"
#include "error.hpp"

namespace confiture::diff {
namespace {

using Nodes = std::vector<NodeId>;

TEST(Graph, orders_by_edges_then_priority_then_age) {
	Graph graph;
	NodeId const a = graph.add(5), b = graph.add(1), c = graph.add(5);
	graph.order(c, b);
	EXPECT_EQ(graph.sorted(), (Nodes{a, c, b}));
}

TEST(Graph, gives_up_weak_edges_first) {
	Graph graph;
	NodeId const a = graph.add(1), b = graph.add(2);
	graph.order(a, b);
	graph.order(b, a, true);
	EXPECT_EQ(graph.sorted(), (Nodes{a, b}));
}

TEST(Graph, never_loses_a_node_to_a_cycle) {
	Graph graph;
	NodeId const a = graph.add(1), b = graph.add(2), c = graph.add(3);
	graph.order(a, b);
	graph.order(b, a);
	graph.order(b, c);
	EXPECT_EQ(graph.sorted(), (Nodes{a, b, c}));
}

TEST(Printed, keeps_a_list_at_the_start_of_a_list) {
	EXPECT_EQ(reads_back("CHECK ((((b >= 0) AND (b <= 10)) AND (a >= 0)))"),
			  "CHECK ((((b >= 0) AND (b <= 10))::boolean AND (a >= 0)))");
	EXPECT_EQ(reads_back("WHERE (((a OR b)\n OR c) OR d)"), "WHERE (((a OR b)::boolean\n OR c)::boolean OR d)");
	EXPECT_EQ(reads_back("((((a OR b) OR c)) OR d)"), "((((a OR b)::boolean OR c))::boolean OR d)");
}

TEST(Printed, keeps_a_cast_of_a_whole_array) {
	EXPECT_EQ(reads_back("((s)::text = ANY ((ARRAY['a'::character varying, 'b,]'::character varying])::text[]))"),
			  "((s)::text = ANY ((ARRAY['a'::character varying, 'b,]'::character varying])::character "
			  "varying[]::text[]))");
	EXPECT_EQ(reads_back("(ARRAY[f(a, b), c])::text[]"), "(ARRAY[f(a, b), c])::anyarray::text[]");
	EXPECT_EQ(reads_back("(ARRAY['a'::text, 'b'::text])[1]"), "(ARRAY['a'::text, 'b'::text])[1]");
}

TEST(Printed, names_a_column_without_a_name) {
	EXPECT_EQ(
		reads_back("SELECT a,\n    'x'::character varying(3),\n    NULL::text\n   FROM t\nUNION\n SELECT 'y'::text"),
		"SELECT a,\n    'x'::character varying(3) AS \"?column?\",\n    NULL::text AS \"?column?\"\n   FROM "
		"t\nUNION\n SELECT 'y'::text AS \"?column?\"");
	EXPECT_EQ(reads_back("(a IN ( SELECT 'x'::text))"), "(a IN ( SELECT 'x'::text AS \"?column?\"))");
	EXPECT_EQ(reads_back("SELECT 'x'::text AS a, f('x'::text), 1 FROM g(1, 'x'::text)"),
			  "SELECT 'x'::text AS a, f('x'::text), 1 FROM g(1, 'x'::text)");
}

TEST(Printed, leaves_the_rest) {
	for (char const *const sql :
		 {"CHECK (((a > 0) AND (b > 0) AND (c > 0)))", "((a AND (b AND c)) OR d)", "((a OR b) AND c)",
		  "((NOT (a AND b)) AND c)", "(f((a AND b)) AND c)", "((a AND b) = c AND d)", "(x AND (a AND b) AND c)",
		  "AS $$ IF ((a AND b) AND c) THEN $$", "(b = '((a AND b) AND c)' AND d)", "(b = E'\\'((a AND b) AND c)')"})
		EXPECT_EQ(reads_back(sql), sql);
}

TEST(Quote, names_and_literals) {
	EXPECT_EQ(quote_name("abc"), "abc");
	EXPECT_EQ(quote_name("user"), "\"user\"");
	EXPECT_EQ(quote_name("A\"b"), "\"A\"\"b\"");
	EXPECT_EQ(quote_literal("it's"), "'it''s'");
	EXPECT_EQ(quote_literal("a\\b"), "E'a\\\\b'");
	EXPECT_EQ(unquote_literal("'it''s'"), "it's");
	EXPECT_EQ(split_list("a 'x, y', f(1, 2)"), (std::vector<std::string>{"a 'x, y'", "f(1, 2)"}));
}

TEST(Quote, options) {
	EXPECT_EQ(change_generic_options("a '1', b '2'", "a '3', c '4'"), "DROP b, SET a '3', ADD c '4'");
	ParameterChange const change = change_parameters("a='1', b='2'", "a='3', c='4'");
	EXPECT_EQ(change.reset, "b");
	EXPECT_EQ(change.set, "a='3', c='4'");
}

TEST(Quote, mentions_whole_words_only) {
	EXPECT_TRUE(mentions("RANGE (id)", "id"));
	EXPECT_FALSE(mentions("RANGE (idx)", "id"));
}

TEST(Privileges, become_grants_and_revokes) {
	std::vector<PrivilegeChange> const changes =
		change_privileges(parse_acl({"alice=r/o"}), parse_acl({"alice=a*/o", "=r/o"}), "arwdDxt", "TABLE t");
	ASSERT_EQ(changes.size(), 3u);
	EXPECT_EQ(changes[0].sql, "REVOKE SELECT ON TABLE t FROM alice");
	EXPECT_EQ(changes[0].reverse, "GRANT SELECT ON TABLE t TO alice");
	EXPECT_EQ(changes[1].sql, "GRANT SELECT ON TABLE t TO PUBLIC");
	EXPECT_EQ(changes[2].sql, "GRANT INSERT ON TABLE t TO alice WITH GRANT OPTION");
}

TEST(Privileges, are_passed_on_after_they_are_given) {
	std::vector<AclItem> items =
		parse_items({"carol=r*/bob", "bob=r*/alice", "dave=r/carol", "alice=arwdDxt/alice", "=r/alice"});
	EXPECT_EQ(other_grantors(items, "alice"), (std::vector<std::string>{"bob", "carol"}));
	EXPECT_EQ(granted_by(items, "carol"), (Privileges{{"dave", "r"}}));
	change_owner(items, "alice", "eve");
	EXPECT_EQ(granted_by(items, "eve").at("bob"), "r*");
}

// A cycle is broken inside itself: what waits for it goes on waiting.
TEST(Order, gives_up_weak_edges_of_the_cycle_only) {
	Graph graph;
	NodeId const waits = graph.add(1), a = graph.add(5), b = graph.add(4);
	graph.order(a, b, true);
	graph.order(b, a);
	graph.order(a, waits, true);
	EXPECT_EQ(graph.sorted(), (std::vector<NodeId>{b, a, waits}));
}

struct NoSchema {
	Snapshot snapshot{150000, "r", {}};
	Side side{snapshot};
};

std::string converted(std::string const &from, std::string const &to) {
	NoSchema const none;
	Object before, after;
	before.name = after.name = "c";
	before.set("type", from);
	after.set("type", to);
	return conversion(none.side, before, none.side, after);
}

TEST(Conversion, is_said_where_postgresql_needs_it) {
	EXPECT_EQ(converted("integer", "bigint"), "");
	EXPECT_EQ(converted("character varying(10)", "text"), "");
	EXPECT_EQ(converted("integer", "text"), "");
	EXPECT_EQ(converted("text", "integer"), "c::integer");
	EXPECT_EQ(converted("integer", "boolean"), "c::boolean");
	EXPECT_EQ(converted("bigint", "boolean"), "(c <> 0)");
	EXPECT_EQ(converted("bytea", "jsonb"), "convert_from(c, 'UTF8')::jsonb");
	EXPECT_EQ(converted("integer", "uuid"), "lpad(to_hex(c), 32, '0')::uuid");
	EXPECT_EQ(converted("text", "text[]"), "ARRAY[c]::text[]");
}

TEST(Risk, knows_what_leaves_rows_alone) {
	NoSchema const none;
	auto const kept = [&](char const *from, char const *to) {
		return keeps_rows_as_they_are(none.side, from, none.side, to);
	};
	EXPECT_TRUE(kept("character varying(10)", "character varying(20)"));
	EXPECT_TRUE(kept("character varying(10)", "text"));
	EXPECT_TRUE(kept("text", "character varying"));
	EXPECT_TRUE(kept("numeric(10,2)", "numeric(14,2)"));
	EXPECT_TRUE(kept("numeric(10,2)", "numeric"));
	EXPECT_TRUE(kept("timestamp(3) without time zone", "timestamp without time zone"));
	EXPECT_TRUE(kept("bit varying(8)", "bit varying(16)"));
	EXPECT_TRUE(kept("cidr", "inet"));
	EXPECT_FALSE(kept("integer", "bigint"));
	EXPECT_FALSE(kept("character varying(10)", "character varying(5)"));
	EXPECT_FALSE(kept("text", "character varying(50)"));
	EXPECT_FALSE(kept("numeric(10,2)", "numeric(14,4)"));
	EXPECT_FALSE(kept("character(5)", "character(9)"));
	EXPECT_FALSE(kept("character(5)", "text"));
	EXPECT_FALSE(kept("timestamp without time zone", "timestamp with time zone"));
	EXPECT_FALSE(kept("timestamp without time zone", "timestamp(3) without time zone"));
	EXPECT_FALSE(kept("json", "jsonb"));
}

TEST(Script, refuses_an_unknown_format) { EXPECT_THROW((void) script({}, {}, {}, "pdf"), Error); }

TEST(Plan, of_equal_schemas_is_empty) {
	NoSchema const none;
	EXPECT_TRUE(plan(none.snapshot, none.snapshot).empty());
}

} // namespace
} // namespace confiture::diff
