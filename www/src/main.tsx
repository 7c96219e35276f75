/** Starts the page. */

import '@fontsource-variable/hanken-grotesk/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/panel.css';
import './styles/request.css';
import './styles/charts.css';
import './styles/table.css';

import { render } from 'preact';
import { tongue } from './language';
import { App } from './parts/App';

const page = document.getElementById('page');
if (page !== null) {
  page.replaceChildren();
  render(<App />, page);
  // The first format takes long to make: not when the first data come.
  setTimeout(() => tongue.state.format.short(0));
}
