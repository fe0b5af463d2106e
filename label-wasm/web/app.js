import { opened } from "./opened.js";

document.title = opened;
