/** The page of `transnar watch` before it has asked for anything. */

/** The page; its script and style come from the same server, as does Vega. */
export const watchHtml = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>TransNAR Lab: watch</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="style.css">
</head>
<body>
<header>
<h1>Trainings</h1>
<p id="problem" role="alert"></p>
<p id="when"></p>
</header>
<div class="controls">
<label>smoothing <input type="range" id="smoothing" min="0" max="0.99" step="0.01"><output id="weight"></output></label>
<label>over <select id="over"><option>updates</option><option>minutes</option></select></label>
</div>
<div class="scroll">
<table>
<thead><tr><th scope="col">run</th><th scope="col">state</th><th scope="col">update</th><th scope="col">time left</th><th scope="col">loss</th><th scope="col">validation</th><th scope="col">gradient norm</th><th scope="col">tokens a second</th><th scope="col">of the peak</th></tr></thead>
<tbody id="runs"></tbody>
</table>
</div>
<main id="figure" aria-label="curves of the chosen runs"></main>
<section id="parts"></section>
<script src="vega.js"></script>
<script src="main.js"></script>
</body>
</html>
`;
