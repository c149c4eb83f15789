# make check   builds, and runs every test against a private server     make demo   shows what confiture does
# make         builds                       make install, installcheck   as with every extension
# make stage   a private copy of PostgreSQL with confiture installed     make unit UNIT=script/reader
# make matrix  make check on PostgreSQL 17 and 18                        make asan   make check under sanitizers
#
# PG_CONFIG chooses the server; TESTS="sql/x.sql test/tap/y.pl" runs only these. What is built goes to
# build/<major version>, never among the sources.

SOURCE := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
PG_CONFIG ?= $(shell $(SOURCE)/scripts/pg-config)
export PG_CONFIG VARIANT

ifeq ($(CURDIR),$(SOURCE))

.PHONY: check demo asan matrix setup
check demo matrix setup:
	@scripts/$@
asan:
	@VARIANT=asan scripts/check

MAJOR := $(shell $(PG_CONFIG) --version 2>/dev/null | sed 's/^[^0-9]*\([0-9]*\).*/\1/')
BUILD := build/$(MAJOR)$(if $(VARIANT),-$(VARIANT))

.PHONY: all install uninstall installcheck stage unit unit-tests test-modules clean format
.DEFAULT_GOAL := all
all install uninstall installcheck stage unit unit-tests test-modules:
	@$(if $(MAJOR),,echo "no PostgreSQL server headers: run 'make setup', or set PG_CONFIG" >&2; exit 1)
	@+mkdir -p $(BUILD) && $(MAKE) --no-print-directory -C $(BUILD) -f $(SOURCE)/Makefile $@
clean:
	rm -rf build
format:
	find src test -name '*.[ch]pp' -exec clang-format -i {} +
.NOTPARALLEL:

else

EXTENSION = confiture
MODULE_big = confiture
version := $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" $(SOURCE)/confiture.control)
DATA_built = confiture--$(version).sql

# What is looked up relative to the sources, as a name below the build folder.
find = $(patsubst $(SOURCE)/%,%,$(wildcard $(addprefix $(SOURCE)/,$(1))))

sources := $(call find,src/*.cpp src/*/*.cpp)
OBJS := $(sources:.cpp=.o)
server_objects := $(filter src/confiture.o src/pg/% %_pg.o %_sql.o,$(OBJS))
plain_objects := $(filter-out $(server_objects),$(OBJS))
unit_tests := $(patsubst %.cpp,%,$(call find,test/unit/*/*_test.cpp))
module_objects := $(patsubst %.cpp,%.o,$(call find,test/modules/*/*.cpp))
plugin_object := src/mask/plugin/confiture_decode_pg.o

SHLIB_LINK = -lstdc++ -lcrypto -lyaml -L$(shell $(PG_CONFIG) --libdir) -lpq $(SANITIZE)
override with_llvm = no

REGRESS ?= $(basename $(notdir $(call find,sql/*.sql)))
REGRESS_OPTS = --inputdir=$(SOURCE) --load-extension=confiture
ISOLATION ?= $(basename $(notdir $(call find,test/isolation/specs/*.spec)))
ISOLATION_OPTS = --inputdir=$(SOURCE)/test/isolation --load-extension=confiture

PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# Two floors: only what talks to the server sees its headers. They are "system" headers, since -Werror is about ours.
SANITIZE = $(if $(filter asan,$(VARIANT)),-fsanitize=address$(comma)undefined -fno-sanitize-recover=all)
comma := ,
FLAGS = -std=c++20 -Wall -Wextra -Werror -fvisibility=hidden -fPIC -O2 -g -fno-omit-frame-pointer \
	$(SANITIZE) -I$(SOURCE)/src -MMD -MP
server_includes := $(addprefix -isystem ,$(filter-out /usr/include,\
	$(shell $(PG_CONFIG) --includedir-server) $(shell $(PG_CONFIG) --includedir)))

pair_objects := $(addprefix test/diff/,run.o random.o connection.o)
objects := $(OBJS) $(unit_tests:=.o) $(module_objects) $(plugin_object) $(pair_objects)
$(pair_objects): FLAGS += -isystem $(shell $(PG_CONFIG) --includedir)
$(server_objects) $(module_objects) $(plugin_object): FLAGS += $(server_includes)
$(objects): %.o: $(SOURCE)/%.cpp $(SOURCE)/Makefile
	@mkdir -p $(@D)
	$(CXX) $(FLAGS) -c $< -o $@
-include $(objects:.o=.d)

# The output plugin, under its own name, and in a folder that only sessions of masked roles look into as "pgoutput".
all: confiture_decode.so
confiture_decode.so: $(plugin_object)
	$(CXX) -shared $(SANITIZE) $^ -o $@
install: install-plugin
uninstall: uninstall-plugin
.PHONY: install-plugin uninstall-plugin
install-plugin: confiture_decode.so
	$(MKDIR_P) '$(DESTDIR)$(pkglibdir)/confiture'
	$(INSTALL_SHLIB) confiture_decode.so '$(DESTDIR)$(pkglibdir)/confiture_decode.so'
	$(INSTALL_SHLIB) confiture_decode.so '$(DESTDIR)$(pkglibdir)/confiture/pgoutput.so'
uninstall-plugin:
	rm -f '$(DESTDIR)$(pkglibdir)/confiture_decode.so' '$(DESTDIR)$(pkglibdir)/confiture/pgoutput.so'

# The install script: the rooms' SQL, from the ground up; in a room its namesake first.
rooms = pg script catalog diff lint build migrate mask sync report
room_sql = $(wildcard $(1)/$(notdir $(1)).sql) $(filter-out $(1)/$(notdir $(1)).sql,$(sort $(wildcard $(1)/*.sql)))
install_sql := $(SOURCE)/src/install.sql $(foreach room,$(rooms),$(call room_sql,$(SOURCE)/src/$(room)))
dictionaries := $(wildcard $(SOURCE)/src/mask/dictionary/*)
$(DATA_built): $(install_sql) $(dictionaries) $(SOURCE)/Makefile
	{ printf '%s\n' '\echo Use "CREATE EXTENSION confiture" to load this file. \quit'; \
	  for file in $(install_sql); do echo; cat $$file; done; \
	  echo; sh $(SOURCE)/src/mask/dictionary/sql.sh; } > $@

# The installation, copied and extended; it works from there, since PostgreSQL finds its files relative to its binaries.
.PHONY: stage unit unit-tests test-modules
stage: all
	@$(SOURCE)/scripts/stage $(CURDIR)/stage
	@$(MAKE) -s -f $(SOURCE)/Makefile install DESTDIR=$(CURDIR)/stage

unit-tests: $(unit_tests) test/diff/run
$(unit_tests): %: %.o plain.a
	$(CXX) $(SANITIZE) $^ -lgtest_main -lgtest -lcrypto -lyaml -o $@
test/diff/run: $(pair_objects) plain.a
	$(CXX) $(SANITIZE) $^ -L$(shell $(PG_CONFIG) --libdir) -lpq -lcrypto -lyaml -o $@
plain.a: $(plain_objects)
	rm -f $@ && ar rcs $@ $^
.SECONDARY: $(unit_tests:=.o)

# Libraries that only tests load, in the stage alone.
test-modules: confiture_guard_test.so stage
	cp $< stage$(pkglibdir)
confiture_guard_test.so: $(filter test/modules/guard/%,$(module_objects)) $(filter-out %/worker.o %/remote.o,$(filter src/pg/%,$(OBJS)))
	$(CXX) -shared $(SANITIZE) $^ -o $@

unit: $(if $(UNIT),test/unit/$(UNIT)_test,$(unit_tests))
	@cd $(SOURCE) && for test in $^; do $(CURDIR)/$$test || exit 1; done

endif
