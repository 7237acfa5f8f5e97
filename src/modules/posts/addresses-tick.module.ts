import { Module } from '@nestjs/common';
import { AddressResolver } from './address-resolver.js';
import { AddressesTick } from './addresses-tick.js';

/** Only in processes that work. */
@Module({ providers: [AddressResolver, AddressesTick], exports: [AddressResolver] })
export class AddressesTickModule {}
