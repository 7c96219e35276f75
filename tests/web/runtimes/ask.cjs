// The same in a CommonJS module.

const { ask } = require('./ask.js');

ask(require('orquesta'), process.argv[2]).then((shown) => console.log(JSON.stringify(shown)));
