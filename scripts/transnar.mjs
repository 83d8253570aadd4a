#!/usr/bin/env node
// What `npx transnar` runs: an executable file in front of the command line that the build makes.
import '../dist/scripts/transnar.js';
