import { Controller, Get, Header } from '@nestjs/common';
import { Allowed } from './access.js';
import { Cached } from './caching.js';

/** There are more searches than posts, and what coders do is nobody's business elsewhere. Programs that read all of it would do nothing else. */
const ROBOTS = `User-agent: *
Disallow: /search
Disallow: /coding
Disallow: /codebook
`;

@Controller()
@Allowed('anyone')
export class RobotsController {
  @Get('robots.txt')
  @Cached('feed')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  read(): string {
    return ROBOTS;
  }
}
