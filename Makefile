# Every command of SecureChat; all logic is in tools/dev.py. `make` alone tells what there is.
PYTHON ?= python3
DEV = $(PYTHON) tools/dev.py

.PHONY: help run test demo e2e monkey fresh ops-check lint types arch lock relay package long faults fuzz mutants bench-crypto bench-desktop bench-relay soak translations screenshots clean forget

help: ; @$(DEV) --help
run: ; @$(DEV) run --profile "$(PROFILE)" --relay "$(RELAY)"
test: ; @$(DEV) test
demo: ; @$(DEV) demo $(if $(FROZEN),--frozen)
e2e: ; @$(DEV) e2e
monkey: ; @$(DEV) monkey $(if $(MINUTES),--minutes $(MINUTES)) $(if $(SEED),--seed $(SEED))
fresh: ; @$(DEV) fresh
ops-check: ; @$(DEV) ops-check
lint: ; @$(DEV) lint
types: ; @$(DEV) types
arch: ; @$(DEV) arch
lock: ; @$(DEV) lock $(if $(UPGRADE),--upgrade)
relay: ; @$(DEV) relay --listen "$(LISTEN)" --database "$(DATABASE)" --realm "$(REALM)"
package: ; @$(DEV) package
long: ; @$(DEV) long
fuzz: ; @$(DEV) fuzz $(if $(FRAMES),--frames $(FRAMES)) $(if $(SEED),--seed $(SEED))
faults: ; @$(DEV) faults $(if $(KILLS),--kills $(KILLS))
mutants: ; @$(DEV) mutants
bench-crypto: ; @$(DEV) bench-crypto
bench-desktop: ; @$(DEV) bench-desktop
bench-relay: ; @$(DEV) bench-relay $(if $(HOLD),--hold)
soak: ; @$(DEV) soak $(if $(MINUTES),--minutes $(MINUTES)) $(if $(SEED),--seed $(SEED))
translations: ; @$(DEV) translations
screenshots: ; @$(DEV) screenshots
clean: ; @$(DEV) clean
forget: ; @$(DEV) forget
