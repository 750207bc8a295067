import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The one accent: a calm teal-blue. Shade 8 carries white text at 5.3 : 1. */
const accent: MantineColorsTuple = [
  '#e7f5f8',
  '#d3ebf1',
  '#a9d8e3',
  '#7ac3d4',
  '#54b3c8',
  '#3ca9c1',
  '#2497b0',
  '#0f7f98',
  '#00738b',
  '#005d71',
];

/** Dark surfaces: a cool grey that gets lighter with height. */
const dark: MantineColorsTuple = [
  '#dde4e7',
  '#b3bfc4',
  '#8f9ca2',
  '#68757b',
  '#3a464b',
  '#2a3439',
  '#222b2f',
  '#1a2225',
  '#141a1d',
  '#0f1517',
];

/** Latin first: Chinese fonts make quotation marks and apostrophes of Western text as wide as a character. */
const font =
  '-apple-system, "Segoe UI", Roboto, "Noto Sans", Ubuntu, Cantarell, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** A size of type in pixels, grown as this device asks. */
const typed = (pixels: number): string => `calc(${pixels}px * var(--type-size, 1))`;

export const theme = createTheme({
  colors: { accent, dark },
  primaryColor: 'accent',
  primaryShade: { light: 8, dark: 7 },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '10px', xl: '16px' },
  fontFamily: font,
  headings: { fontFamily: font, fontWeight: '600' },
  fontSizes: { xs: typed(12), sm: typed(13), md: typed(14), lg: typed(16), xl: typed(20) },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '20px', xl: '32px' },
  focusRing: 'auto',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Modal: {
      defaultProps: {
        centered: true,
        transitionProps: { duration: 140, transition: 'fade' },
        overlayProps: { backgroundOpacity: 0.4 },
      },
    },
    Menu: {
      // The first item takes the focus: a placeholder for it is no part of a menu to who listens.
      defaultProps: {
        transitionProps: { duration: 120 },
        shadow: 'md',
        withinPortal: true,
        withInitialFocusPlaceholder: false,
        menuItemTabIndex: 0,
      },
    },
    Popover: { defaultProps: { transitionProps: { duration: 120 }, shadow: 'md' } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false, transitionProps: { duration: 120 }, fz: 'xs' } },
    // Nearly every field of a form here must be filled: a star on each would say nothing.
    InputWrapper: { defaultProps: { withAsterisk: false } },
    Input: { defaultProps: { size: 'sm' } },
  },
});
