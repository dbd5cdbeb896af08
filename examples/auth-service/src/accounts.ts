import { hash, verify as matches } from "@node-rs/argon2";

const hashes = new Map<string, string>();

export async function register(name: string, password: string): Promise<void> {
  hashes.set(name, await hash(password));
}

export async function verify(name: string, password: string): Promise<boolean> {
  const known = hashes.get(name);
  return known !== undefined && matches(known, password);
}
