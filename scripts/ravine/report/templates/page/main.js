// Starts the page: each view registers itself when it is imported.
import { unzipped } from "#data";
import { start } from "#state";
import "#duels";
import "#curves";
import "#profiles";
import "#pages";
import "#studies";
import "#lecture";
import "#demo";
import "#trajectories";

const script = document.createElement("script");
script.textContent = await unzipped("plotly");
document.head.append(script);
start();
