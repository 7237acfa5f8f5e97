# syntax=docker/dockerfile:1

# Builds with all that building needs; only what running needs goes on.
FROM node:20-slim AS build
# For machines for which there is no prebuilt better-sqlite3.
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY nest-cli.json tsconfig.json tsconfig.build.json .swcrc ./
COPY src ./src
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:20-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATABASE_URL=sqlite:/data/hustings.sqlite
WORKDIR /app
COPY package.json LICENSE ./
COPY bin ./bin
COPY public ./public
COPY sample ./sample
COPY starter ./starter
COPY templates ./templates
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Everything but /data may be read-only. A user who runs commands in the container finds `hustings` on the path.
RUN ln -s /app/bin/hustings.js /usr/local/bin/hustings && mkdir /data && chown node:node /data
VOLUME /data
# On PostgreSQL, `secret.key` is kept in the folder `data` of the working directory where SECRET_KEY is unset: that is /data from here.
WORKDIR /
USER node
EXPOSE 3000
# The first start with a new version may have to change the tables of a million posts.
HEALTHCHECK --interval=30s --timeout=10s --start-period=5m --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Run it with --init (compose.yaml does): a process that is the first of its container is not ended by signals that it does not handle.
ENTRYPOINT ["node", "--max-semi-space-size=4", "--max-old-space-size=1536", "/app/bin/hustings.js"]
CMD ["serve"]
