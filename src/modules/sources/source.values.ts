import { z } from 'zod';

/** How the API says which source it is. */
export const sourceNames = {
  slug: z.string().meta({ examples: ['harbour-lamp'] }),
  title: z.string().meta({ examples: ['Harbour Lamp'] }),
  siteUrl: z
    .string()
    .nullable()
    .meta({ examples: ['https://lamp.example/'] }),
  platform: z.string().meta({ examples: ['wordpress'] }),
};
