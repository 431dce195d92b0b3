#include "../engine/turns.h"
#include "harness.h"

using ntop::rereadsAfter;
using ntop::seldomScans;

TEST("what sleeps is read again as soon, however long the time between two samples is") {
  CHECK(rereadsAfter(0, 0) == 0);
  CHECK(rereadsAfter(0.25, 80) == 1);
  CHECK(rereadsAfter(1, 1000) == 11);
  CHECK(rereadsAfter(5, 1000) == 55);
  CHECK(rereadsAfter(1, 10000) == 32);
  CHECK(rereadsAfter(5, 10000) == 160);
  CHECK(rereadsAfter(3600, 1000) == 1000);
}

TEST("what rarely changes is read again about every half minute") {
  CHECK(seldomScans(0.25) == 30);
  CHECK(seldomScans(5) == 6);
  CHECK(seldomScans(60) == 1);
  CHECK(ntop::sleepersScans(1) == 60);
  CHECK(ntop::sleepersScans(5) == 12);
}
