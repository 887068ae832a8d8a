// Nest on Fastify with one route. It shows how much of Fastify's speed the framework costs.
import 'reflect-metadata';
import process from 'node:process';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';

class LivezController {
  live() {
    return { status: 'ok' };
  }
}
const live = Object.getOwnPropertyDescriptor(LivezController.prototype, 'live');
Get('livez')(LivezController.prototype, 'live', live);
Controller()(LivezController);

class HelloModule {}
Module({ controllers: [LivezController] })(HelloModule);

const app = await NestFactory.create(HelloModule, new FastifyAdapter(), { logger: false });
await app.listen(Number(process.env.PORT), '127.0.0.1');
