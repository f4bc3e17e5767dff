// The ways in which a page is looked at: colours, a medium, and how wide the window is.
export const DESK = { width: 1280, height: 900 };

export const LOOKS = {
  day: {},
  night: { colorScheme: "dark" },
  contrast: { forcedColors: "active" },
  paper: { media: "print" },
  "phone of 360": { width: 360 },
  "phone of 320": { width: 320 }, // also a desk at 400 %
};
const PLAIN = { media: "screen", colorScheme: "light", forcedColors: "none" };

// Have an open page looked at so.
export async function look(page, name) {
  const { width, ...media } = LOOKS[name];
  await page.emulateMedia({ ...PLAIN, ...media });
  await page.setViewportSize(width ? { width, height: 740 } : DESK);
}
